import type { Contact, Match } from '../api/types';
import { channel, listed, moment, telephone } from '../format';
import { t } from '../i18n';
import { kindLabel, needLabel, type State } from '../state';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';
import { glance } from './glance';
import { lock, partsOf, type Locked } from './lock';
import { missingBox } from './nearmiss';
import { orderPanel } from './order';
import { requirementList } from './requirements';

/** What somebody can do with an institution of the answer. */
export interface CardActions {
  onOpen(id: string): void;
  onHover(id: string | null): void;
  onKeep(match: Match): void;
  onPick(match: Match): void;
  /** Searches again with these needs as wishes. */
  onSoften(needs: string[]): void;
  /** Builds a team around this institution; absent where it cannot be the attending one. */
  onTeam?: (id: string) => void;
}

export interface CardOptions extends CardActions {
  state: State;
  match: Match;
  near: boolean;
}

export function contactLine(contact: Contact, forMoment: boolean, of: Locked): HTMLElement {
  const words = t().contact;
  const headline = contact.open_at === null ? words.unknown : contact.open_at ? (forMoment ? words.openAt : words.openNow) : forMoment ? words.closedAt : words.closedNow;
  const by = [channel(contact.channel), contact.person].filter(Boolean).join('・');
  const details = [contact.open_at !== true && contact.next ? words.next(moment(contact.next)) : '', by, contact.note].filter(Boolean);
  const kind = contact.open_at === null ? 'unknown' : contact.open_at ? 'open' : 'closed';
  return h(
    'div',
    { class: `contact contact-${kind}` },
    icon('clock'),
    h('div', null, h('strong', null, headline), details.map((detail) => h('span', { class: 'contact-detail' }, detail)), lock(of, ...partsOf('contact'))),
  );
}

/** Whom a button is about, for those who hear it without its card. */
export const whom = (name: string): HTMLElement => h('span', { class: 'visually-hidden' }, ` ${name}`);

export function phoneLink(name: string, phone: string | null): HTMLElement {
  const words = t().card;
  if (!phone) return h('p', { class: 'no-phone' }, words.noPhone);
  return h('a', { class: 'button call', href: telephone(phone), 'aria-label': `${words.callTo(name)} ${phone}` }, icon('phone'), h('span', { class: 'phone-number' }, phone));
}

/** Every button that keeps this institution; they change together. */
export function keepButton(match: Match, onKeep: (match: Match) => void): HTMLElement {
  const words = t().desk.shortlist;
  return h(
    'button',
    { type: 'button', class: 'button quiet toggle keep', 'aria-pressed': 'false', 'data-keep': match.facility.id, onclick: () => onKeep(match) },
    icon('bookmark'), words.keep, whom(match.facility.name),
  );
}

export function pickButton(match: Match, onPick: (match: Match) => void): HTMLElement {
  return h('button', { type: 'button', class: 'button quiet toggle pick', 'aria-pressed': 'false', 'data-pick': match.facility.id, onclick: () => onPick(match) }, icon('compare'), t().desk.compare.pick, whom(match.facility.name));
}

/** What is still to be asked, in one line. */
function askLine(state: State, match: Match): HTMLElement | null {
  const asks = match.requirements.filter((requirement) => requirement.state === 'ask');
  if (asks.length === 0) return null;
  return h('p', { class: 'card-asks' }, icon('ask'), h('strong', null, t().desk.glance.askAbout), h('span', null, listed(asks.map((requirement) => needLabel(state.vocabulary, requirement.need)))));
}

function answers(state: State, match: Match): HTMLElement | null {
  const words = t();
  const needs = requirementList(state, match.requirements, words.card.needs, match);
  const wishes = requirementList(state, match.wishes, words.card.wishes, match);
  if (!needs && !wishes) return null;
  return h(
    'details',
    { class: 'why answers-fold' },
    h('summary', null, words.desk.glance.answers(match.requirements.length + match.wishes.length)),
    needs,
    wishes ? h('div', { class: 'wishes' }, h('h4', { class: 'minor-title' }, words.card.wishes), wishes) : null,
  );
}

/** One institution of the answer. The order of its lines is the order in which a caller needs them. */
export function matchCard({ state, match, near, onOpen, onHover, onKeep, onPick, onSoften, onTeam }: CardOptions): HTMLElement {
  const words = t().card;
  const { facility } = match;
  const element = h(
    'article',
    { class: near ? 'card card-near' : 'card', 'data-facility': facility.id },
    h(
      'header',
      { class: 'card-head' },
      near ? null : h('span', { class: 'rank' }, h('span', { class: 'visually-hidden' }, t().results.rank(match.rank)), h('span', { 'aria-hidden': 'true' }, match.rank)),
      h(
        'div',
        { class: 'card-heading' },
        h('h3', { class: 'card-title' }, h('a', { href: `#facility=${encodeURIComponent(facility.id)}`, class: 'card-link', onclick: (event: Event) => { event.preventDefault(); onOpen(facility.id); } }, facility.name)),
        h('p', { class: 'card-place' }, h('span', { class: 'kind' }, kindLabel(state.vocabulary, facility.kind)), h('span', null, facility.address)),
        facility.no_longer_listed ? h('p', { class: 'approx' }, icon('ask'), words.notListed) : null,
      ),
    ),
    near ? missingBox(state, match, onSoften) : null,
    glance(match, state.askedAt !== null),
    match.way.over_water ? h('p', { class: 'card-way' }, match.way.note) : null,
    askLine(state, match),
    h(
      'div',
      { class: 'card-actions' },
      phoneLink(facility.name, match.contact.phone ?? facility.phone),
      h('button', { type: 'button', class: 'button quiet open-detail', onclick: () => onOpen(facility.id) }, words.detail, whom(facility.name)),
      keepButton(match, onKeep),
      pickButton(match, onPick),
      onTeam ? h('button', { type: 'button', class: 'button quiet make-team', onclick: () => onTeam(facility.id) }, t().team.make, whom(facility.name)) : null,
    ),
    answers(state, match),
    near ? null : orderPanel(match, state.answer?.policy.version ?? ''),
  );
  element.addEventListener('pointerenter', () => onHover(facility.id));
  element.addEventListener('pointerleave', () => onHover(null));
  element.addEventListener('focusin', () => onHover(facility.id));
  return element;
}
