import type { Requirement } from '../api/types';
import { channel, distance, japaneseToday, listed } from '../format';
import { kindLabel, needLabel } from '../state';
import { h } from '../ui/dom';
import { coarseArea, type Coarse } from './area';
import { paperDate } from './era';
import { age, legend, openHours, sourcesPart, symbol, type Given, type Person } from './given';
import { areaOption } from './options';
import { paginate } from './paginate';
import type { Maker } from './preview';
import { words } from './words';

function answers(given: Given, requirements: readonly Requirement[], wish: boolean): HTMLElement[] {
  return requirements.map((one) =>
    h('li', null,
      h('span', { class: 'paper-mark' }, symbol(one.state, one.answer)),
      h('span', null, needLabel(given.state.vocabulary, one.need), wish ? words().shortlist.wish : null),
      // An answer that nobody gave has no date.
      one.answer === 'unknown' ? null : h('span', { class: 'paper-age' }, age(one.as_of))),
  );
}

function contact(given: Given, { facility, contact: how }: Person): HTMLElement[] {
  const texts = words().shortlist;
  const known = given.facilities.get(facility.id);
  const hours = known?.hours.contact ?? known?.hours.consultation;
  const phone = how.phone ?? facility.phone;
  const line = (name: string, value: string | null | undefined, className = ''): HTMLElement | null => (value ? h('p', { class: className }, h('span', { class: 'paper-small' }, `${name} `), value) : null);
  return [
    phone ? h('p', { class: 'paper-phone' }, phone) : h('p', null, texts.noPhone),
    line('FAX', known?.fax, 'paper-fax'),
    line(texts.hours, hours ? openHours(hours.text) : texts.unknown),
    line(texts.person, [how.person, how.channel && how.channel !== 'phone' ? texts.by(channel(how.channel)) : ''].filter(Boolean).join(' ')),
    line(texts.note, how.note),
  ].filter((one) => one !== null);
}

function row(given: Given, person: Person, number: number): HTMLTableRowElement {
  const texts = words().shortlist;
  const { facility } = person;
  return h('tr', null,
    h('th', { scope: 'row' },
      h('p', { class: 'paper-name' }, h('span', { class: 'paper-number' }, number), facility.name),
      h('p', { class: 'paper-small' }, [kindLabel(given.state.vocabulary, facility.kind), texts.straight(distance(person.straight_line_m))].join('・')),
      given.state.outdated.has(facility.id) ? h('p', { class: 'paper-strong' }, texts.outdated) : null,
      person.within_16km ? null : h('p', { class: 'paper-strong' }, texts.beyond),
      h('p', { class: 'paper-small' }, facility.address)),
    h('td', null, contact(given, person)),
    h('td', null, h('ul', { class: 'paper-answers' }, answers(given, person.requirements, false), answers(given, person.wishes, true))),
    h('td', { class: 'paper-notes' }, texts.called.map((name) => h('p', { class: 'paper-called' }, name, name.startsWith('□') ? null : h('span')))));
}

/** 候補一覧: for the desk and the ward meeting. Whom to phone, what each answered and when, and room to write what they say. */
export function shortlistPaper(given: Given, redraw: () => void): Maker {
  const texts = words().shortlist;
  let coarse: Coarse = 'town';
  const { state, people } = given;
  const asked = (requirements: readonly Requirement[]): string => listed(requirements.map((one) => needLabel(state.vocabulary, one.need)));

  return {
    title: texts.title,
    lead: texts.lead,
    options: [areaOption(coarse, (next) => { coarse = next; redraw(); })],
    draw() {
      const area = coarseArea(state.answer?.origin.matched ?? '', state.answer?.origin.level === 'facility' ? 'blank' : coarse);
      const first = people[0];
      return paginate({
        size: 'a4',
        className: 'paper-shortlist',
        head: () => h('div', { class: 'paper-head' }, h('h3', null, texts.title), h('p', null, paperDate(japaneseToday()))),
        parts: [
          h('div', { class: 'paper-question' },
            h('p', null, h('strong', null, texts.looking), [first?.roleLabel, area].filter(Boolean).join('・')),
            first && first.requirements.length > 0 ? h('p', null, h('strong', null, texts.needs), asked(first.requirements)) : null,
            first && first.wishes.length > 0 ? h('p', null, h('strong', null, texts.wishes), asked(first.wishes)) : null),
          h('div', null, legend(), h('p', { class: 'paper-small' }, texts.confirm)),
          {
            className: 'paper-list',
            columns: ['col-name', 'col-contact', 'col-answers', 'col-notes'],
            head: () => h('thead', null, h('tr', null, [texts.institution, texts.contact, texts.answers, texts.notes].map((name) => h('th', { scope: 'col' }, name)))),
            rows: people.map((person, at) => row(given, person, at + 1)),
          },
          sourcesPart(state),
        ],
        foot: (page, pages) => h('div', { class: 'paper-foot' }, h('span', null, words().handled), h('span', { class: 'paper-page' }, `${page}/${pages}`)),
      });
    },
  };
}
