import type { BrowseItem, PlacedItem } from '../api/browse';
import type { Answer } from '../api/types';
import { date, distance, moment, telephone } from '../format';
import { asked as aheadAsked } from './ahead';
import { t } from '../i18n';
import { whom } from '../panels/card';
import { legendSymbol } from '../panels/legend';
import { addressText } from '../panels/parts';
import { kindLabel, needLabel, sourceLabel, type State } from '../state';
import { h } from '../ui/dom';
import { icon, type Icon } from '../ui/icons';

export const shapes: Record<Answer, Icon> = { yes: 'met', consult: 'ask', no: 'unmet', unknown: 'unknown' };

export interface ItemOptions {
  state: State;
  onOpen(id: string): void;
  onHover(id: string | null): void;
  onMap(item: PlacedItem): void;
}

/** The item with its place, where it has one. */
export const placed = (item: BrowseItem): PlacedItem | null => (item.lat === null || item.lon === null ? null : { ...item, lat: item.lat, lon: item.lon });

export const isApprox = ({ position }: Pick<BrowseItem, 'position'>): boolean => position.level !== 'point' && position.level !== 'facility';

/** Whether somebody comes to the house: a mark and its word. */
export function visitsMark(visits: Answer): HTMLElement {
  return h('span', { class: `visits visits-${visits}` }, icon(shapes[visits]), h('span', null, t().resources.visits[visits]));
}

/** Clock time where the moment lies on the day that is asked about, and the date besides where it does not. */
function clock(iso: string, day: string): string {
  const full = moment(iso);
  return iso.slice(0, 10) === day ? iso.slice(11, 16) : full;
}

/** What the calendar says about the moment that was asked about. */
export function momentText({ state, until, next }: NonNullable<BrowseItem['moment']>, asked: string): string {
  const words = t().resources.moment;
  const day = asked.slice(0, 10);
  if (state === 'open') return until ? words.openUntil(clock(until, day)) : words.open;
  if (state === 'unknown') return words.unknown;
  return next ? words.closedUntil(clock(next, day)) : words.closed;
}

export function momentLine(item: BrowseItem, asked: string | null): HTMLElement | null {
  if (!item.moment || asked === null) return null;
  return h('p', { class: `place-moment moment-${item.moment.state}` }, icon('clock'), h('span', null, momentText(item.moment, asked)));
}

/** What it answered about the capabilities that are filtered by, with the age of each answer. */
function answerList({ vocabulary }: State, item: BrowseItem): HTMLElement | null {
  if (item.answers.length === 0) return null;
  const words = t();
  return h(
    'ul',
    { class: 'place-answers' },
    item.answers.map(({ need, answer, as_of, source }) =>
      h(
        'li',
        null,
        h('span', { class: `visits visits-${answer}` }, icon(shapes[answer]), h('span', null, words.answer[answer])),
        h('span', { class: 'answer-name' }, needLabel(vocabulary, need)),
        h('span', { class: 'requirement-source' }, [as_of ? date(as_of) : words.card.noDate, sourceLabel(vocabulary, source)].filter(Boolean).join('・')),
      ),
    ),
  );
}

/** What the list was asked. */
export interface Shown {
  /** The moment, RFC 3339. */
  asked: string | null;
  /** Whether a place was named, so that distances are from there. */
  measured: boolean;
}

/** One facility of the list: everything the map says about it, and how to reach it. */
export function placeItem({ state, onOpen, onHover, onMap }: ItemOptions, item: BrowseItem, { asked, measured }: Shown): HTMLLIElement {
  const words = t();
  const far = item.straight_line_m;
  const onMapItem = placed(item);
  const element = h(
    'li',
    { class: 'place', 'data-facility': item.id },
    h(
      'div',
      { class: 'place-head' },
      legendSymbol(item.kind, item.visits === 'yes', isApprox(item)),
      h(
        'div',
        { class: 'place-name' },
        h('h3', { class: 'place-title' }, h('a', { href: `#facility=${encodeURIComponent(item.id)}`, class: 'card-link', lang: 'ja', onclick: (event: Event) => { event.preventDefault(); onOpen(item.id); } }, item.name)),
        h('p', { class: 'card-place' }, h('span', { class: 'kind' }, kindLabel(state.vocabulary, item.kind)), addressText(item.address)),
      ),
      measured && typeof far === 'number' ? h('strong', { class: 'place-distance' }, h('span', { class: 'visually-hidden' }, words.resources.straight), distance(far)) : null,
    ),
    h('div', { class: 'place-facts' }, visitsMark(item.visits), momentLine(item, asked), item.no_longer_listed ? h('span', { class: 'approx' }, icon('ask'), words.card.notListed) : null, isApprox(item) ? h('span', { class: 'approx' }, icon('pin'), words.card.approx) : null),
    answerList(state, item),
    aheadAsked(state, item),
    h(
      'div',
      { class: 'place-actions' },
      item.phone
        ? h('a', { class: 'button quiet place-call', href: telephone(item.phone), 'aria-label': `${words.card.callTo(item.name)} ${item.phone}` }, icon('phone'), h('span', { class: 'phone-number' }, item.phone))
        : h('span', { class: 'no-phone' }, words.card.noPhone),
      onMapItem === null ? null : h('button', { type: 'button', class: 'button bare place-on-map', onclick: () => onMap(onMapItem) }, icon('pin'), words.resources.onMap, whom(item.name)),
    ),
  );
  element.addEventListener('pointerenter', () => onHover(item.id));
  element.addEventListener('pointerleave', () => onHover(null));
  element.addEventListener('focusin', () => onHover(item.id));
  return element;
}
