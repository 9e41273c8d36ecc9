import { h } from '../ui/dom';

/** A part of the sheet under a heading of its own. */
export function section(title: string, ...body: (HTMLElement | null)[]): HTMLElement {
  return h('section', { class: 'facility-section' }, h('h3', { class: 'section-title' }, title), ...body);
}

/** House numbers, 「92-5」: a line that breaks inside one is read as another number. */
const houseNumber = /(\d+(?:[-‐−]\d+)+)/u;

/** An address, in Japanese in every language of the page, so that it is read aloud and broken as Japanese. */
export function addressText(address: string): HTMLElement {
  return h('span', { lang: 'ja' }, address.split(houseNumber).map((piece, index) => (index % 2 === 1 ? h('span', { class: 'together' }, piece) : piece)));
}

/** One line of a list of facts. */
export function row(term: string, ...value: (Node | string | null)[]): HTMLElement {
  return h('div', { class: 'fact' }, h('dt', null, term), h('dd', null, ...value));
}
