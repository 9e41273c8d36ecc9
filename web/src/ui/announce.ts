import { h } from './dom';

const region = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });

export function mountAnnouncer(parent: Element): void {
  parent.append(region);
}

/** Says a sentence to screen readers. Emptied first, so that the same sentence is said again when it happens again. */
export function announce(sentence: string): void {
  region.textContent = '';
  setTimeout(() => {
    region.textContent = sentence;
  }, 60);
}
