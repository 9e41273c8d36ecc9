import type { Contact, Match } from '../api/types';
import { channel, distance, moment, telephone } from '../format';
import { t } from '../i18n';
import { kindLabel, needLabel, type State } from '../state';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';
import { orderPanel } from './order';
import { mark, requirementList } from './requirements';

export interface CardOptions {
  state: State;
  match: Match;
  near: boolean;
  onOpen(id: string): void;
  onHover(id: string | null): void;
  /** Builds a team around this institution; absent where it cannot be the attending one. */
  onTeam?: (id: string) => void;
}

export function contactLine(contact: Contact, forMoment: boolean): HTMLElement {
  const words = t().contact;
  const headline = contact.open_at === null ? words.unknown : contact.open_at ? (forMoment ? words.openAt : words.openNow) : forMoment ? words.closedAt : words.closedNow;
  const by = [channel(contact.channel), contact.person].filter(Boolean).join('・');
  const details = [contact.open_at !== true && contact.next ? words.next(moment(contact.next)) : '', by, contact.note].filter(Boolean);
  const kind = contact.open_at === null ? 'unknown' : contact.open_at ? 'open' : 'closed';
  return h(
    'div',
    { class: `contact contact-${kind}` },
    icon('clock'),
    h('div', null, h('strong', null, headline), details.map((detail) => h('span', { class: 'contact-detail' }, detail))),
  );
}

function tally(match: Match): HTMLElement {
  const count = { met: 0, ask: 0, unmet: 0 };
  for (const requirement of match.requirements) count[requirement.state] += 1;
  return h('span', { class: 'visually-hidden' }, t().card.tally(count.met, count.ask, count.unmet));
}

/** Whom a button is about, for those who hear it without its card. */
export const whom = (name: string): HTMLElement => h('span', { class: 'visually-hidden' }, ` ${name}`);

export function phoneLink(name: string, phone: string | null): HTMLElement {
  const words = t().card;
  if (!phone) return h('p', { class: 'no-phone' }, words.noPhone);
  return h('a', { class: 'button call', href: telephone(phone), 'aria-label': `${words.callTo(name)} ${phone}` }, icon('phone'), h('span', { class: 'phone-number' }, phone));
}

/** One institution of the answer. The order of its lines is the order in which a caller needs them. */
export function matchCard({ state, match, near, onOpen, onHover, onTeam }: CardOptions): HTMLElement {
  const words = t().card;
  const { facility } = match;
  const missing = match.requirements.filter((requirement) => requirement.state === 'unmet');
  const approx = facility.position.level !== 'point' && facility.position.level !== 'facility';

  const title = h('h3', { class: 'card-title' }, h('a', { href: `#facility=${encodeURIComponent(facility.id)}`, class: 'card-link', onclick: (event: Event) => { event.preventDefault(); onOpen(facility.id); } }, facility.name));
  const wishes = requirementList(state, match.wishes, words.wishes);

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
        title,
        h('p', { class: 'card-place' }, h('span', { class: 'kind' }, kindLabel(state.vocabulary, facility.kind)), h('span', null, facility.address)),
      ),
      h(
        'p',
        { class: 'card-distance' },
        h('strong', null, words.distance(distance(match.straight_line_m))),
        h('span', { class: match.within_16km ? 'limit limit-in' : 'limit limit-out' }, match.within_16km ? words.within : words.beyond),
        approx ? h('span', { class: 'approx', title: words.approxHelp(distance(facility.position.accuracy_m)) }, icon('pin'), words.approx) : null,
        facility.no_longer_listed ? h('span', { class: 'approx' }, icon('ask'), words.notListed) : null,
      ),
    ),
    near && missing.length > 0
      ? h('p', { class: 'missing' }, h('span', { class: 'missing-title' }, t().results.missing), missing.map((requirement) => h('span', { class: 'missing-need' }, mark('unmet'), h('strong', null, needLabel(state.vocabulary, requirement.need)))))
      : null,
    tally(match),
    requirementList(state, match.requirements, words.needs),
    wishes ? h('div', { class: 'wishes' }, h('h4', { class: 'minor-title' }, words.wishes), wishes) : null,
    contactLine(match.contact, state.askedAt !== null),
    h(
      'div',
      { class: 'card-actions' },
      phoneLink(facility.name, match.contact.phone ?? facility.phone),
      h('button', { type: 'button', class: 'button quiet', 'aria-label': words.detailOf(facility.name), onclick: () => onOpen(facility.id) }, words.detail),
      onTeam ? h('button', { type: 'button', class: 'button quiet make-team', onclick: () => onTeam(facility.id) }, t().team.make, whom(facility.name)) : null,
    ),
    near ? null : orderPanel(match, state.answer?.policy.version ?? ''),
  );
  element.addEventListener('pointerenter', () => onHover(facility.id));
  element.addEventListener('pointerleave', () => onHover(null));
  element.addEventListener('focusin', () => onHover(facility.id));
  return element;
}
