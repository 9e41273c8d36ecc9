import type { Requirement } from '../api/types';
import { integer, japaneseToday } from '../format';
import { label, language } from '../i18n';
import { needLabel, sourceLabel } from '../state';
import { h } from '../ui/dom';
import { coarseArea, type Coarse } from './area';
import { paperDate } from './era';
import { age, symbol, type Given, type Person } from './given';
import { areaOption, checkbox, peopleOption, textField } from './options';
import { paginate, type Part } from './paginate';
import type { Maker } from './preview';
import { keepSender, sender, senderIsKept } from './sender';
import { words } from './words';

/** Whoever answers reads Japanese: the Japanese name stands first, the English one behind it for whoever sends. */
function formal(japanese: string, other: string): string {
  return language() === 'en' && other !== japanese ? `${japanese} / ${other}` : japanese;
}

const needName = ({ japanese, state }: Given, id: string): string => formal(needLabel(japanese, id), needLabel(state.vocabulary, id));

function roleName({ japanese }: Given, { role, roleLabel }: Person): string {
  return formal(label(japanese.roles.find((one) => one.id === role)?.label) || roleLabel, roleLabel);
}

/** What is asked of every institution, but for what the needs ask already: [words, the capabilities that say the same]. */
function questions(role: string): readonly (readonly [string, readonly string[]])[] {
  const texts = words().fax.asks;
  const all = [[texts.accepting, ['accepting_new']], [texts.night, ['contact_24h', 'house_call_24h', 'house_call_after_hours', 'nursing_24h', 'pharmacy_after_hours']]] as const;
  if (role === 'attending' || role === 'alternate') return [...all, [texts.death, ['home_death_care']], [texts.alternate, ['sub_physician']]];
  return role === 'nursing' ? [...all, [texts.terminal, ['nursing_terminal']]] : all;
}

const box = (name: string): HTMLElement => h('span', { class: 'fax-box' }, `□${name}`);
const line = (width: string): HTMLElement => h('span', { class: `fax-line fax-line-${width}` });
const part = (name: string, value: string | HTMLElement): HTMLElement => h('p', { class: 'fax-part' }, h('span', { class: 'fax-term' }, name), value);

function written(value: string, width: string): HTMLElement {
  return value.trim() ? h('span', { class: 'fax-value' }, value.trim()) : line(width);
}

function address(given: Given, { facility, contact }: Person, reference: string): HTMLElement {
  const texts = words().fax;
  const known = given.facilities.get(facility.id);
  const phone = contact.phone ?? facility.phone;
  const source = known?.provenance['fax'];
  return h('div', { class: 'fax-ends' },
    h('section', { class: 'fax-to' },
      h('h4', null, texts.to),
      h('p', { class: 'fax-name' }, facility.name, h('span', { class: 'fax-honour' }, texts.honour)),
      contact.person ? part(texts.person, texts.personHonour(contact.person)) : null,
      part('FAX', known?.fax ? h('strong', { class: 'fax-number' }, known.fax) : line('long')),
      part('TEL', phone ? h('span', { class: 'fax-value' }, phone) : line('long')),
      h('p', null, known?.fax ? (source ? texts.faxFrom([sourceLabel(given.japanese, source.source), source.as_of ? age(source.as_of) : ''].filter(Boolean).join(' ')) : null) : texts.faxUnknown)),
    h('section', { class: 'fax-from' },
      h('h4', null, texts.from),
      h('p', { class: 'fax-name' }, written(sender().institution, 'long')),
      part(texts.person, written(sender().person, 'long')),
      part(texts.replyTo, sender().fax.trim() ? h('strong', { class: 'fax-number' }, sender().fax.trim()) : line('long')),
      part('TEL', written(sender().phone, 'long')),
      part(texts.reference, written(reference, 'long'))));
}

/** The states of the patient that were asked for, which no capability names: 「末期がん」. */
function states(given: Given, { requirements, wishes }: Person): string {
  const ids = [...requirements, ...wishes].flatMap((one) => one.asked_by.map((by) => by.need));
  return [...new Set(ids)].map((id) => needName(given, id)).join('、');
}

function patient(given: Given, person: Person, area: string, start: string): HTMLElement {
  const texts = words().fax;
  const kilometres = Math.max(1, Math.round(person.straight_line_m / 1000));
  return h('section', { class: 'fax-case' },
    h('h4', null, texts.patient, h('span', { class: 'fax-aside' }, texts.noNames)),
    part(texts.ageBand, h('span', { class: 'fax-boxes' }, texts.ages.map(box))),
    part(texts.sex, h('span', { class: 'fax-boxes' }, texts.sexes.map(box))),
    part(texts.condition, written(states(given, person), 'long')),
    part(texts.area, h('span', { class: 'fax-value' }, area ? texts.areaAbout(area, integer(kilometres)) : line('long'))),
    part(texts.start, start ? h('span', { class: 'fax-value' }, paperDate(start)) : h('span', null, line('short'), texts.month, line('short'), texts.day)));
}

const replies = (): HTMLElement => h('span', { class: 'fax-boxes' }, words().fax.replies.map(box));

function needs(given: Given, { requirements, wishes }: Person): Part {
  const texts = words().fax;
  const rows = (all: readonly Requirement[], wish: boolean): HTMLTableRowElement[] => all.map((one) =>
    h('tr', null, h('th', { scope: 'row' }, needName(given, one.need), wish ? texts.wish : null), h('td', null, `${symbol(one.state, one.answer)} ${one.as_of ? age(one.as_of) : ''}`), h('td', null, replies())));
  return {
    className: 'fax-table',
    columns: ['fax-col-need', 'fax-col-said', 'fax-col-reply'],
    head: () => h('thead', null, h('tr', null, [texts.need, texts.said, texts.reply].map((name) => h('th', { scope: 'col' }, name)))),
    rows: [...rows(requirements, false), ...rows(wishes, true)],
  };
}

function asks(person: Person): Part {
  const texts = words().fax;
  const asked = new Set([...person.requirements, ...person.wishes].map((one) => one.need));
  const open = questions(person.role).filter(([, same]) => !same.some((id) => asked.has(id)));
  return {
    className: 'fax-table fax-asks',
    columns: ['fax-col-ask', 'fax-col-answer'],
    head: () => h('thead', null, h('tr', null, [texts.question, texts.reply].map((name) => h('th', { scope: 'col' }, name)))),
    rows: [
      ...open.map(([text]) => h('tr', null, h('th', { scope: 'row' }, text), h('td', null, replies()))),
      h('tr', null, h('th', { scope: 'row' }, texts.asks.start), h('td', null, h('span', { class: 'fax-boxes' }, box(texts.atOnce), h('span', null, '□', line('short'), texts.month, line('short'), texts.day, texts.since)))),
    ],
  };
}

function answerRoom(): HTMLElement {
  const texts = words().fax;
  return h('section', { class: 'fax-room' },
    h('h4', null, texts.room),
    h('div', { class: 'fax-blank' }),
    h('p', { class: 'fax-signed' }, texts.answeredBy, line('mid'), texts.reachable, line('mid'), texts.dated, line('short'), texts.month, line('short'), texts.day));
}

interface Asked {
  coarse: Coarse;
  /** Calendar dates such as 2026-12-01, or empty for a line to write on. */
  start: string;
  until: string;
  /** By which the sender knows again whom an answer without a name is about. */
  reference: string;
}

function drawn(given: Given, person: Person, asked: Asked, className: string): HTMLElement[] {
  const texts = words().fax;
  const origin = given.state.answer?.origin;
  const area = origin && origin.level !== 'facility' ? coarseArea(origin.matched, asked.coarse) : '';
  return paginate({
    size: 'a4',
    className: `paper-fax ${className}${language() === 'en' ? ' fax-two' : ''}`,
    head: () => h('div', { class: 'fax-head' }, h('h3', null, h('span', null, texts.title), h('span', { class: 'fax-subject' }, texts.subject(roleName(given, person)))), h('p', null, paperDate(japaneseToday()))),
    parts: [
      address(given, person, asked.reference),
      h('p', { class: 'fax-request' }, texts.request, h('strong', null, texts.sendBack, asked.until ? h('span', null, texts.until(paperDate(asked.until))) : null)),
      patient(given, person, area, asked.start),
      needs(given, person),
      asks(person),
      answerRoom(),
    ],
    foot: (page, pages) => h('div', { class: 'fax-foot' },
      h('p', { class: 'fax-back' }, texts.backTo, sender().fax.trim() ? h('strong', null, sender().fax.trim()) : line('mid'), h('span', { class: 'paper-page' }, `${page}/${pages}`)),
      h('p', null, texts.misdirected)),
  });
}

/** A sheet that comes back is one sheet: what does not fit on it at ease stands closer, in the smallest letters that a FAX can carry. */
function sheet(given: Given, person: Person, asked: Asked): HTMLElement[] {
  const wide = drawn(given, person, asked, '');
  if (wide.length === 1) return wide;
  const close = drawn(given, person, asked, 'fax-tight');
  return close.length < wide.length ? close : wide;
}

function senderOptions(redraw: () => void): HTMLElement {
  const texts = words().fax;
  const current = sender();
  const typed = (name: keyof typeof current) => (value: string) => { current[name] = value; if (senderIsKept()) keepSender(true); redraw(); };
  return h('fieldset', { class: 'paper-sender' },
    h('legend', { class: 'field-label' }, texts.from),
    textField(texts.institution, current.institution, typed('institution')),
    textField(texts.senderPerson, current.person, typed('person')),
    textField(texts.senderFax, current.fax, typed('fax'), 'tel'),
    textField(texts.senderPhone, current.phone, typed('phone'), 'tel'),
    checkbox(texts.keep, senderIsKept(), keepSender));
}

/** FAX照会票: one sheet for each institution, black on white, answered with ticks and sent back. It names no patient. */
export function faxPaper(given: Given, redraw: () => void): Maker {
  const texts = words().fax;
  const chosen = new Set(given.people.map((person) => person.facility.id));
  const asked: Asked = { coarse: 'town', start: '', until: '', reference: '' };
  return {
    title: texts.title,
    lead: texts.lead,
    options: [
      senderOptions(redraw),
      peopleOption(texts.recipients, given.people, chosen, redraw),
      textField(texts.reference, '', (value) => { asked.reference = value; redraw(); }, 'text', texts.referenceHint),
      areaOption(asked.coarse, (next) => { asked.coarse = next; redraw(); }),
      textField(texts.start, '', (value) => { asked.start = value; redraw(); }, 'date'),
      textField(texts.replyBy, '', (value) => { asked.until = value; redraw(); }, 'date'),
    ],
    draw: () => given.people.filter((person) => chosen.has(person.facility.id)).flatMap((person) => sheet(given, person, asked)),
  };
}
