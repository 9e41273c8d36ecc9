import { integer } from '../format';
import { t } from '../i18n';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';

/** A condition to switch on and off, with how many it would list. */
export interface Pick {
  element: HTMLButtonElement;
  set(pressed: boolean | 'mixed', count: number | null): void;
}

export interface PickOptions {
  name: string;
  sign: Element | null;
  title?: string;
  onPress(): void;
}

export function pick({ name, sign, title, onPress }: PickOptions): Pick {
  const number = h('span', { class: 'pick-count' });
  const element = h('button', { type: 'button', class: 'chip pick', 'aria-pressed': 'false', ...(title ? { title } : {}), onclick: onPress }, sign, icon('check', 'icon chip-check'), h('span', { class: 'pick-name' }, name), number);
  return {
    element,
    set(pressed, count) {
      element.setAttribute('aria-pressed', String(pressed));
      element.classList.toggle('pick-none', count === 0);
      replace(number, count === null ? null : [integer(count), h('span', { class: 'visually-hidden' }, t().resources.unit)]);
    },
  };
}
