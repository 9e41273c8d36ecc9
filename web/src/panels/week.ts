import type { Calendar, Facility } from '../api/types';
import { channel, date, moment, span as spanText } from '../format';
import { t } from '../i18n';
import { sourceLabel, type State } from '../state';
import { h } from '../ui/dom';
import { lock, partsOf } from './lock';

type Name = 'contact' | 'consultation' | 'visiting';

const weekdays = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'] as const;

/** Today in Japan, whatever the clock of the device is set to. */
const today = (): string => weekdays[new Date(Date.now() + 9 * 3600_000).getUTCDay()] ?? '';

/** 「12/1(火) 13:00 は受付時間内です」, and on a line of its own when next where it is not open then. */
function momentLine(said: Calendar['moment']): HTMLElement | null {
  if (!said) return null;
  const words = t();
  const next = said.state !== 'open' && said.next ? words.contact.next(moment(said.next)) : '';
  return h('p', { class: 'calendar-by' }, h('span', null, words.time.at(moment(said.at), words.time.state[said.state])), next ? h('strong', null, next) : null);
}

/** The three calendars one under the other in one week table, because a caller compares them by day. */
export function weekPanel(state: State, facility: Facility): HTMLElement {
  const words = t().facility;
  const hours: Record<Name, Calendar | null> = facility.hours;
  const names: Name[] = ['contact', 'consultation', 'visiting'];
  return h(
    'div',
    { class: 'calendars' },
    names.map((name) => {
      const calendar = hours[name];
      const title = words.calendars[name];
      if (!calendar) return h('section', { class: 'calendar' }, h('h4', { class: 'calendar-title' }, title), h('p', { class: 'quiet-text' }, words.noCalendar));
      const by = [channel(calendar.channel), calendar.person, calendar.note].filter(Boolean).join('・');
      const from = [calendar.as_of ? date(calendar.as_of) : '', sourceLabel(state.vocabulary, calendar.source)].filter(Boolean).join('・');
      return h(
        'section',
        { class: 'calendar' },
        h('h4', { class: 'calendar-title' }, title),
        momentLine(calendar.moment),
        by ? h('p', { class: 'calendar-by' }, by, ' ', lock(facility, ...partsOf(name))) : null,
        h(
          'table',
          { class: 'week' },
          h('caption', { class: 'visually-hidden' }, title),
          h(
            'tbody',
            null,
            calendar.week.map((day) =>
              h(
                'tr',
                day.day === today() ? { class: 'today', 'aria-current': 'date' } : null,
                h('th', { scope: 'row' }, t().day[day.day]),
                h(
                  'td',
                  null,
                  day.spans.length === 0 ? h('span', { class: 'closed' }, day.state === 'unknown' ? t().time.unknown : words.closed) : day.spans.map((span) => h('span', { class: 'span' }, spanText(span))),
                  day.note ? h('span', { class: 'day-note' }, day.note) : null,
                ),
              ),
            ),
          ),
        ),
        h('p', { class: 'requirement-source' }, from),
      );
    }),
  );
}
