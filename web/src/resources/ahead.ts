import type { BrowseItem } from '../api/browse';
import type { Answer } from '../api/types';
import { date, japaneseMonth, japaneseToday, monthName } from '../format';
import { t } from '../i18n';
import { sourceLabel, type State } from '../state';
import { freshId, h } from '../ui/dom';
import { icon } from '../ui/icons';
import type { Choices } from './bar';
import { shapes } from './item';
import { isDay } from './moment';
import { part, type Part } from './panel';
import { pick } from './pick';

/** New patients in a month and free places on a day: chips for what is asked most, and a field for any day. */
export function aheadPart(choices: Choices): Part {
  const words = t().ahead.filter;
  const [first, second] = [japaneseMonth(), japaneseMonth(1)];
  const months = [
    { month: null, chip: pick({ name: words.any, sign: null, onPress: () => choices.month(null) }) },
    { month: first, chip: pick({ name: words.thisMonth(monthName(first)), sign: null, onPress: () => choices.month(first) }) },
    { month: second, chip: pick({ name: words.nextMonth(monthName(second)), sign: null, onPress: () => choices.month(second) }) },
  ];
  const [today, tomorrow] = [japaneseToday(), japaneseToday(1)];
  const days = [
    { day: null, chip: pick({ name: words.any, sign: null, onPress: () => choices.day(null) }) },
    { day: today, chip: pick({ name: words.today, sign: null, onPress: () => choices.day(today) }) },
    { day: tomorrow, chip: pick({ name: words.tomorrow, sign: null, onPress: () => choices.day(tomorrow) }) },
  ];
  const input = h('input', { id: freshId('free'), class: 'field', type: 'date', autocomplete: 'off', min: today, onchange: () => { if (isDay(input.value)) choices.day(input.value); } });
  const group = (name: string, ...body: Node[]): HTMLElement => {
    const id = freshId('ahead');
    return h('div', { class: 'ahead-filter', role: 'group', 'aria-labelledby': id }, h('h4', { id, class: 'ahead-filter-name' }, name), ...body);
  };
  return {
    element: part(
      words.title,
      words.hint,
      group(words.inMonth, h('div', { class: 'chips' }, months.map(({ chip }) => chip.element))),
      group(words.onDay, h('div', { class: 'chips' }, days.map(({ chip }) => chip.element)), h('label', { class: 'field-label', for: input.id }, words.pick), input),
    ),
    sync(filters, counts) {
      for (const { month, chip } of months) chip.set(filters.month === month, month === null || !counts ? null : (counts.new_patients[month] ?? 0));
      for (const { day, chip } of days) chip.set(filters.day === day, day === null || !counts ? null : (counts.vacancy_on[day] ?? 0));
      if (filters.day === null) input.value = '';
      else if (document.activeElement !== input) input.value = filters.day;
    },
  };
}

interface Said {
  answer: Answer;
  places?: number | null;
  note?: string | null;
  as_of?: string | null;
  source: string;
}

/** What was said about the month and the day that are filtered by, with the age of each answer. */
export function asked(state: State, { in_month: month, on_day: day }: BrowseItem): HTMLElement | null {
  const { ahead, card } = t();
  const line = (name: string, said: Said, places: (n: number) => string): HTMLElement =>
    h(
      'li',
      null,
      h('span', { class: `visits visits-${said.answer}` }, icon(shapes[said.answer]), h('span', null, said.places ? places(said.places) : t().answer[said.answer])),
      h('span', { class: 'answer-name' }, name),
      said.note ? h('span', { lang: 'ja' }, said.note) : null,
      h('span', { class: 'requirement-source' }, [said.as_of ? date(said.as_of) : card.noDate, sourceLabel(state.vocabulary, said.source)].filter(Boolean).join('・')),
    );
  const lines = [month ? line(ahead.filter.monthOf(monthName(month.month)), month, ahead.more) : null, day ? line(ahead.filter.dayOf(date(day.date)), day, t().facility.places) : null].filter((one) => one !== null);
  return lines.length === 0 ? null : h('ul', { class: 'place-answers' }, lines);
}
