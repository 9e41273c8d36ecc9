import { japaneseToday, listed } from '../format';
import { needLabel } from '../state';
import { h } from '../ui/dom';
import { paperDate } from './era';
import { age, openHours, type Given, type Person } from './given';
import { choice, peopleOption } from './options';
import { paginate, type Draft } from './paginate';
import type { Maker } from './preview';
import { words } from './words';

/** When somebody at home needs to phone; each has a number of its own, or a line to write one on. */
const times = ['day', 'night', 'weekend'] as const;
type Time = (typeof times)[number];

const phoneOf = ({ facility, contact }: Person): string | null => facility.phone ?? contact.phone;

/** The answer about being reached at any hour: what it says, and since when. Without a yes there is none. */
function roundTheClock(given: Given, person: Person): { asOf: string | null } | null {
  const id = person.role === 'nursing' ? 'nursing_24h' : 'contact_24h';
  const weighed = [...person.requirements, ...person.wishes].find((one) => one.need === id);
  if (weighed) return weighed.state === 'met' ? { asOf: weighed.as_of } : null;
  const said = given.facilities.get(person.facility.id)?.capabilities.find((one) => one.id === id);
  return said?.answer === 'yes' ? { asOf: said.as_of } : null;
}

/** Whom to phone first: by day the attending physician; at other hours a nurse, then the physician, who said that they can be reached. */
function first(given: Given, time: Time): string {
  const attending = given.people.find((person) => person.role === 'attending');
  if (time === 'day') return attending?.facility.id ?? '';
  const nursing = given.people.find((person) => person.role === 'nursing' && roundTheClock(given, person));
  if (nursing) return nursing.facility.id;
  return attending && roundTheClock(given, attending) ? attending.facility.id : '';
}

const hand = (name: string): HTMLElement => h('p', { class: 'card-hand' }, h('span', null, name));

/** The 24-hour number of a group stands in for that of its member at night and on days off. */
function call(given: Given, time: Time, id: string): HTMLElement {
  const texts = words().card;
  const person = given.people.find((one) => one.facility.id === id);
  const known = person ? given.facilities.get(person.facility.id) : undefined;
  const sure = person ? roundTheClock(given, person) : null;
  const group = time !== 'day' ? (known?.group?.phone ?? null) : null;
  const phone = person ? (group ?? phoneOf(person)) : null;
  const note = time === 'day' ? '' : sure ? texts.said24(age(sure.asOf)) : person ? texts.unsure : '';
  return h('div', { class: 'card-call' },
    h('p', { class: 'card-time' }, texts.times[time]),
    person && phone
      ? h('div', { class: 'card-who' }, h('p', { class: 'card-phone' }, phone), h('p', { class: 'card-small' }, [person.facility.name, group ? texts.group : '', note].filter(Boolean).join('・')))
      : h('div', { class: 'card-who card-write' }, h('p', { class: 'card-small' }, texts.write)));
}

function face(given: Given, chosen: Record<Time, string>): HTMLElement {
  const texts = words().card;
  return h('div', { class: 'card-face' },
    h('div', { class: 'card-top' }, h('h3', null, texts.title), h('span', null, paperDate(japaneseToday()))),
    hand(texts.patient), hand(texts.family), hand(texts.allergy),
    h('div', { class: 'card-calls' }, times.map((time) => call(given, time, chosen[time]))),
    h('p', { class: 'card-foot' }, texts.checked));
}

/** What somebody does for this patient: the needs that they answered with a yes. Of a physician the place in the team says it. */
function does(given: Given, person: Person): string {
  if (person.role === 'attending' || person.role === 'alternate') return '';
  return listed(person.requirements.filter((one) => one.state === 'met').slice(0, 3).map((one) => needLabel(given.state.vocabulary, one.need)));
}

function memberRow(given: Given, person: Person): HTMLTableRowElement {
  const known = given.facilities.get(person.facility.id);
  const hours = known?.hours.contact ?? known?.hours.consultation;
  const phone = phoneOf(person);
  return h('tr', null, h('td', null,
    h('p', { class: 'card-small' }, h('span', { class: 'card-role' }, person.roleLabel), [hours ? openHours(hours.text) : '', does(given, person)].filter(Boolean).map((one) => `　${one}`).join('')),
    h('p', { class: 'card-line' }, h('span', null, person.facility.name), phone ? h('span', { class: 'card-number' }, phone) : h('span', { class: 'card-number card-blank' }))));
}

/** The halves of the card after its face: everybody on it, as many halves as they need. */
function halves(given: Given, people: readonly Person[]): HTMLElement[] {
  const texts = words().card;
  const draft: Draft = {
    size: 'half',
    className: 'card-members',
    head: () => null,
    parts: [{
      className: 'card-table', columns: ['card-col'],
      head: () => h('thead', null, h('tr', null, h('th', { scope: 'col' }, texts.team))),
      rows: people.map((person) => memberRow(given, person)),
    }],
    foot: () => null,
  };
  return paginate(draft);
}

/** Two halves with the fold between them: an A6 card that folds to A7. */
function cards(given: Given, people: readonly Person[], chosen: Record<Time, string>): (() => HTMLElement)[] {
  const all = [h('div', { class: 'paper-half' }, face(given, chosen)), ...halves(given, people)];
  const out: (() => HTMLElement)[] = [];
  for (let at = 0; at < all.length; at += 2) {
    const upper = all[at];
    const lower = all[at + 1] ?? h('div', { class: 'paper-half' }, h('p', { class: 'card-memo' }, words().card.memo));
    if (upper) out.push(() => h('div', { class: 'card-a6' }, upper.cloneNode(true), h('div', { class: 'card-fold' }), lower.cloneNode(true)));
  }
  return out;
}

/** ケアチームカード: for the wall beside the telephone and the pocket. What is private on it is written by hand at home. */
export function cardPaper(given: Given, redraw: () => void): Maker {
  const texts = words().card;
  const onCard = new Set(given.people.map((person) => person.facility.id));
  const chosen: Record<Time, string> = { day: first(given, 'day'), night: first(given, 'night'), weekend: first(given, 'weekend') };
  let size = 'four';
  const everybody = given.people.map((person) => [person.facility.id, `${person.roleLabel} ${person.facility.name}`] as const);
  return {
    title: texts.name,
    lead: texts.lead,
    options: [
      choice(texts.size, [['four', texts.four], ['a6', texts.one]], size, (value) => { size = value; redraw(); }),
      ...times.map((time) => choice(texts.callAt(texts.times[time]), [...everybody, ['', texts.byHand]], chosen[time], (value) => { chosen[time] = value; redraw(); })),
      peopleOption(texts.onCard, given.people, onCard, redraw),
    ],
    draw() {
      const made = cards(given, given.people.filter((person) => onCard.has(person.facility.id)), chosen);
      if (size === 'a6') return made.map((card) => h('div', { class: 'paper-leaf paper-a6' }, card()));
      // Four places on a sheet: a second card shares it with the first.
      const sheets = Array.from({ length: Math.ceil(made.length / 4) }, (_, sheet) => [0, 1, 2, 3].map((place) => made[(4 * sheet + place) % made.length]));
      return sheets.map((places) => h('div', { class: 'paper-leaf paper-four' }, places.map((card) => card?.()), h('span', { class: 'card-cut card-cut-across' }), h('span', { class: 'card-cut card-cut-down' })));
    },
  };
}
