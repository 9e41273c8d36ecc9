import type { BrowseItem } from '../api/browse';
import { fetchFacility } from '../api/client';
import type { Answer } from '../api/types';
import { telephone } from '../format';
import { t } from '../i18n';
import type { Listed } from '../map/layers/listed';
import { whom } from '../panels/card';
import { legendSymbol } from '../panels/legend';
import { addressText } from '../panels/parts';
import { kindLabel, type State } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { momentLine, visitsMark } from './item';

export interface TouchedOptions {
  state: State;
  /** What the list knows of a facility. */
  find(id: string): BrowseItem | undefined;
  asked(): string | null;
  onOpen(id: string): void;
  onChoose(one: Listed): void;
  /** Back to the line of the list. */
  onList(id: string): void;
  onClose(): void;
}

const visitsOf = (text: string): Answer => (text === 'yes' || text === 'consult' || text === 'no' ? text : 'unknown');

function phone(name: string, number: string | null): HTMLElement | null {
  return number ? h('a', { class: 'button call', href: telephone(number), 'aria-label': `${t().card.callTo(name)} ${number}` }, icon('phone'), h('span', { class: 'phone-number' }, number)) : null;
}

function frame(title: string, onClose: () => void, ...body: (Node | null)[]): HTMLElement {
  const element = h(
    'section',
    { class: 'touched', role: 'dialog', 'aria-label': title },
    h('button', { type: 'button', class: 'clear touched-close', 'aria-label': t().facility.close, onclick: onClose }, icon('close')),
    ...body,
  );
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onClose();
  });
  return element;
}

/** What is said about one facility that was touched on the map, or chosen to be shown there. */
export function touchedOne({ state, find, asked, onOpen, onList, onClose }: TouchedOptions, one: Listed): HTMLElement {
  const words = t().resources;
  const item = find(one.id);
  const call = h('div', { class: 'touched-call' });
  const address = h('p', { class: 'quiet-text' }, item ? addressText(item.address) : null);
  if (item) replace(call, phone(one.name, item.phone));
  else {
    // A tile carries no telephone and no address; the card is there before they are.
    fetchFacility(one.id).then((facility) => { replace(call, phone(one.name, facility.phone)); replace(address, addressText(facility.address)); }).catch(() => {});
  }
  return frame(
    one.name,
    onClose,
    h('div', { class: 'place-head' }, legendSymbol(one.kind, one.visits === 'yes', one.approx), h('div', { class: 'place-name' }, h('h2', { class: 'place-title', lang: 'ja', tabindex: '-1' }, one.name), h('p', { class: 'kind' }, kindLabel(state.vocabulary, one.kind)), address)),
    h('div', { class: 'place-facts' }, visitsMark(visitsOf(one.visits)), item ? momentLine(item, asked()) : null),
    h('div', { class: 'touched-actions' }, call, h('button', { type: 'button', class: 'button quiet', onclick: () => onOpen(one.id) }, t().card.detail, whom(one.name)), item ? h('button', { type: 'button', class: 'button bare', onclick: () => onList(one.id) }, icon('list'), words.inList) : null),
  );
}

/** Several at one place: a list, because a finger cannot tell them apart. */
export function touchedMany({ state, onChoose, onClose }: TouchedOptions, many: readonly Listed[]): HTMLElement {
  const title = t().resources.several(many.length);
  return frame(
    title,
    onClose,
    h('h2', { class: 'place-title', tabindex: '-1' }, title),
    h('ul', { class: 'touched-list' }, many.map((one) => h('li', null, h('button', { type: 'button', class: 'touched-choice', onclick: () => onChoose(one) }, legendSymbol(one.kind, one.visits === 'yes', one.approx), h('span', null, h('span', { lang: 'ja' }, one.name), h('span', { class: 'quiet-text' }, kindLabel(state.vocabulary, one.kind))))))),
  );
}
