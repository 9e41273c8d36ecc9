import type { Contact, Match, State as Standing, Stretch } from '../api/types';
import { channel, distance, integer, listed, moment, shortMoment } from '../format';
import { t } from '../i18n';
import { h, type Child } from '../ui/dom';
import { icon, type Icon } from '../ui/icons';
import { lock, partsOf } from './lock';

const standings: readonly Standing[] = ['met', 'ask', 'unmet'];

/** So many stretches of shared hours are named; the rest is counted. */
const SHOWN_STRETCHES = 3;

function cell(name: string, kind: string, ...value: (Child | Child[])[]): HTMLElement {
  return h('div', { class: `glance-cell glance-${kind}` }, h('dt', null, name), h('dd', null, ...value));
}

/** ○ 3 △ 1 × 0: shape, figure and, for those who hear it, the word. Empty sorts are left out. */
function counts(match: Match): HTMLElement {
  const standing = standings.flatMap((state) => {
    const n = match.requirements.filter((requirement) => requirement.state === state).length;
    return n === 0 ? [] : [h('span', { class: `count mark-${state}` }, icon(state), h('span', { class: 'visually-hidden' }, t().state[state]), h('span', null, n))];
  });
  return h('span', { class: 'counts' }, standing.length > 0 ? standing : '—');
}

function nights(match: Match): Child[] {
  const term = match.terms.find((one) => one.term === 'night_cover');
  if (!term) return ['—'];
  const sign: Icon = term.value >= 1 ? 'met' : term.value > 0 ? 'ask' : 'unknown';
  return [icon(sign, `icon sign-${sign}`), h('span', null, term.reason)];
}

/** The way by road, from whoever the operator named; null is no way at all. */
function byRoad(way: { minutes: number; metres: number } | null): string {
  const words = t().card;
  return way ? words.byRoad(integer(Math.max(1, Math.round(way.minutes))), distance(way.metres)) : words.noRoad;
}

/** Whether somebody answers, in as few words as there are, and when next. */
export function reach(contact: Contact, forMoment: boolean): HTMLElement {
  const words = t().desk.glance;
  const kind = contact.open_at === null ? 'unknown' : contact.open_at ? 'open' : 'closed';
  const said = { unknown: words.hoursUnknown, open: forMoment ? words.then : words.now, closed: words.closed }[kind];
  const signs = { unknown: 'unknown', open: 'met', closed: 'clock' } as const;
  return h('span', { class: `reach reach-${kind}` }, icon(signs[kind]), h('strong', null, said), contact.open_at !== true && contact.next ? h('span', { class: 'reach-next' }, words.otherTime(moment(contact.next))) : null);
}

export function reachDetails(contact: Contact): string {
  return [channel(contact.channel), contact.person, contact.note].filter(Boolean).join('・');
}

const stretch = ({ from, to }: Stretch): string => `${shortMoment(from)}–${to ? to.slice(11, 16) : ''}`;

/** When the asker and the institution can both phone; nothing where no hours were asked with. */
export function overlapLine(contact: Contact): HTMLElement | null {
  const words = t().desk.hours;
  const { overlap, overlap_unknown: unknown } = contact;
  if (overlap === null) return null;
  const rest = overlap.length - SHOWN_STRETCHES;
  const shown = [...overlap.slice(0, SHOWN_STRETCHES).map(stretch), ...(rest > 0 ? [words.more(rest)] : [])];
  const text =
    overlap.length > 0 ? shown.flatMap((one, at) => [at > 0 ? listed(['', '']) : null, h('span', { class: 'stretch' }, one)])
    : unknown && unknown.length > 0 ? words.unknown
    : [words.none, contact.next_in_my_hours ? words.later(moment(contact.next_in_my_hours)) : ''].filter(Boolean).join('・');
  return h('p', { class: overlap.length > 0 ? 'overlap overlap-some' : 'overlap' }, icon('calendar'), overlap.length > 0 ? h('strong', null, words.overlap) : null, h('span', null, text));
}

/** What somebody needs to know in two seconds: needs, kilometres, nights, telephone. */
export function glance(match: Match, forMoment: boolean): HTMLElement {
  const words = t();
  const names = words.desk.glance;
  const { facility, contact } = match;
  const approx = facility.position.level !== 'point' && facility.position.level !== 'facility';
  const details = reachDetails(contact);
  return h(
    'dl',
    { class: 'glance' },
    cell(names.needs, 'needs', counts(match)),
    cell(names.distance, 'distance',
      h('strong', null, words.card.distance(distance(match.straight_line_m))),
      h('span', { class: match.within_16km ? 'limit limit-in' : 'limit limit-out' }, match.within_16km ? words.card.within : words.card.beyond),
      match.by_road === undefined ? null : h('span', { class: 'by-road' }, byRoad(match.by_road)),
      approx ? h('span', { class: 'approx', title: words.card.approxHelp(distance(facility.position.accuracy_m)) }, icon('pin'), words.card.approx) : null),
    cell(names.nights, 'nights', nights(match)),
    cell(names.phone, 'phone', reach(contact, forMoment), details ? h('span', { class: 'contact-detail' }, details, ' ', lock(match, ...partsOf('contact'))) : null, overlapLine(contact)),
  );
}
