import type { Answer, Facility, MonthAnswer } from '../api/types';
import { date, japaneseMonth, japaneseToday, monthName, weekday } from '../format';
import { t } from '../i18n';
import type { State } from '../state';
import { h } from '../ui/dom';
import { lock } from './lock';
import { section } from './parts';
import { by } from './said';

/** The matrix begins with this month and has so many; nobody plans further than so many. */
const MONTHS = { least: 3, most: 12 };
/** So many days from today on are shown of free places. */
const DAYS = 14;

const marks: Record<Answer, string> = { yes: '○', consult: '△', no: '×', unknown: '？' };

/** The sign of an answer; its words stand beside it. */
const mark = (answer: Answer): HTMLElement => h('span', { class: `ahead-mark mark-${answer}`, 'aria-hidden': 'true' }, marks[answer]);

/** Everything that a facility says of days and months to come; what has passed is history. */
export function aheadSections(state: State, facility: Facility): (HTMLElement | null)[] {
  return [monthMatrix(state, facility), freePlaces(state, facility), coverDays(state, facility), confirmed(state, facility)];
}

function monthMatrix(state: State, facility: Facility): HTMLElement | null {
  const first = japaneseMonth();
  if (!facility.new_patients.some(({ month }) => month >= first)) return null;
  const all = Array.from({ length: MONTHS.most }, (_, later) => japaneseMonth(later));
  const newest = facility.new_patients.map(({ month }) => month).reduce((a, b) => (a > b ? a : b));
  const shown = all.filter((month, later) => later < MONTHS.least || month <= newest);
  return section(t().ahead.months, h('ul', { class: 'months' }, shown.map((month) => inMonth(state, month, facility.new_patients.find((said) => said.month === month) ?? null, lock(facility, 'new_patients/note')))));
}

function inMonth(state: State, month: string, said: MonthAnswer | null, locked: HTMLElement | null): HTMLElement {
  const words = t().ahead;
  const answer = said?.answer ?? 'unknown';
  return h(
    'li',
    { class: `month answers-${answer}` },
    h('span', { class: 'month-name' }, monthName(month)),
    h('span', { class: 'month-answer' }, mark(answer), h('span', null, words.taking[answer])),
    said?.places ? h('span', null, words.more(said.places)) : null,
    said?.note ? h('span', { lang: 'ja' }, said.note) : null,
    said?.note ? locked : null,
    said ? h('span', { class: 'requirement-source' }, by(state, said)) : null,
  );
}

function freePlaces(state: State, facility: Facility): HTMLElement | null {
  const [first, end] = [japaneseToday(), japaneseToday(DAYS)];
  const coming = facility.vacancies.filter(({ date: day }) => day >= first && day < end);
  if (coming.length === 0) return null;
  const words = t();
  const newest = coming.reduce((a, b) => ((a.as_of ?? '') >= (b.as_of ?? '') ? a : b));
  return section(
    words.ahead.vacancies,
    h(
      'ul',
      { class: 'days' },
      coming.map(({ date: day, answer, places, note }) =>
        h('li', { class: `answers-${answer}` }, h('span', { class: 'day-name' }, words.inBrackets(date(day), weekday(day))), mark(answer), h('span', null, places ? words.facility.places(places) : words.facility.vacancyAnswer[answer]), note ? h('span', { lang: 'ja' }, note) : null, note ? lock(facility, 'vacancies/note') : null),
      ),
    ),
    h('p', { class: 'requirement-source' }, by(state, newest)),
  );
}

function coverDays(state: State, facility: Facility): HTMLElement | null {
  const today = japaneseToday();
  const coming = facility.cover.filter(({ date: day }) => day >= today);
  if (coming.length === 0) return null;
  const words = t();
  return section(
    words.ahead.cover,
    h(
      'ul',
      { class: 'cover-days' },
      coming.map((said) => h('li', null, h('span', { class: 'day-name' }, words.inBrackets(date(said.date), weekday(said.date))), h('span', null, words.ahead.coverKind[said.cover]), said.note ? h('span', { lang: 'ja' }, said.note) : null, lock(facility, 'cover'), h('span', { class: 'requirement-source' }, by(state, said)))),
    ),
  );
}

function confirmed(state: State, { confirmed: said }: Facility): HTMLElement | null {
  return said?.as_of ? h('p', { class: 'confirmed' }, `${t().ahead.confirmed}: `, h('strong', null, date(said.as_of)), h('span', { class: 'requirement-source' }, by(state, said))) : null;
}
