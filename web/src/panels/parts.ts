import { h } from '../ui/dom';

/** A part of the sheet under a heading of its own. */
export function section(title: string, ...body: (HTMLElement | null)[]): HTMLElement {
  return h('section', { class: 'facility-section' }, h('h3', { class: 'section-title' }, title), ...body);
}

/** One line of a list of facts. */
export function row(term: string, ...value: (Node | string | null)[]): HTMLElement {
  return h('div', { class: 'fact' }, h('dt', null, term), h('dd', null, ...value));
}
