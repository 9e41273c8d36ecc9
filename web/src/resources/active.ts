import { t } from '../i18n';
import type { State } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import type { Browsing } from './filters';
import { conditions } from './names';

export interface Active {
  element: HTMLElement;
  sync(browsing: Browsing, canUndo: boolean): void;
}

export interface ActiveOptions {
  state: State;
  onChange(next: (browsing: Browsing) => Browsing): void;
  onClear(): void;
  onUndo(): void;
}

/** What narrows the list now. Each can be taken away, all can, and that can be taken back. */
export function activePanel({ state, onChange, onClear, onUndo }: ActiveOptions): Active {
  const words = t().resources;
  const element = h('div', { class: 'conditions', role: 'group', 'aria-label': words.active });
  return {
    element,
    sync(browsing, canUndo) {
      const set = conditions(state.vocabulary, browsing);
      const inside = element.contains(document.activeElement);
      element.hidden = set.length === 0 && !canUndo;
      replace(
        element,
        canUndo ? h('p', { class: 'active-undo' }, words.cleared, h('button', { type: 'button', class: 'button bare', onclick: onUndo }, words.undo)) : null,
        set.map(({ id, name, inBar, without }) => h('button', { type: 'button', class: inBar ? 'token removable in-bar' : 'token removable', 'data-condition': id, onclick: () => onChange(without) }, id === 'place' ? icon('pin') : null, h('span', null, name), h('span', { class: 'visually-hidden' }, words.off), icon('close'))),
        set.length > 1 ? h('button', { type: 'button', class: 'button bare clear-all', onclick: onClear }, words.clearAll) : null,
      );
      // The chip that had the focus is gone; the next one, or the way back, takes it.
      if (inside) (element.querySelector<HTMLElement>('button') ?? document.querySelector<HTMLElement>('.places-title'))?.focus();
    },
  };
}
