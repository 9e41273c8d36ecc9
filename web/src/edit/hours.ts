import { postHours } from '../api/client';
import type { CalendarDay, HoursReading } from '../api/types';
import { span } from '../format';
import { language, t } from '../i18n';
import { announce } from '../ui/announce';
import { h, replace } from '../ui/dom';

/** How long somebody pauses before what they wrote is read, in milliseconds: longer than between two letters, shorter than patience. */
const PAUSE = 400;
const DAY = 1440;
const NS = 'http://www.w3.org/2000/svg';

/** Draws the week of the hours in a box while somebody writes them. */
export function drawWhileWriting(box: HTMLTextAreaElement): void {
  const place = document.getElementById(box.dataset['hours'] ?? '');
  if (!place) return;
  let waiting: number | undefined;
  let running: AbortController | null = null;
  const read = async (): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    if (box.value.trim() === '') {
      place.replaceChildren();
      return;
    }
    const reading = await postHours(box.value, language(), mine.signal).catch(() => null);
    // Without an answer the last picture stays: the page that reviews the change draws it in any case.
    if (reading && !mine.signal.aborted) show(place, reading);
  };
  box.addEventListener('input', () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void read(), PAUSE);
  });
}

function show(place: Element, reading: HoursReading): void {
  const words = t().edit;
  const unread = reading.rest ? words.unread(reading.rest) : '';
  replace(
    place,
    h('p', { class: 'edit-week-words' }, `${words.reading}: ${reading.text}`),
    unread ? h('p', { class: 'warning' }, unread) : null,
    h('table', { class: 'week' }, h('caption', { class: 'visually-hidden' }, words.week), h('tbody', null, reading.week.map(row))),
  );
  announce(unread || `${words.reading}: ${reading.text}`);
}

function row(day: CalendarDay): HTMLElement {
  const said = day.state === 'closed' ? t().facility.closed : day.state === 'unknown' || day.spans.length === 0 ? t().edit.unsure : day.spans.map(span).join('、');
  const cell = h('td', null, h('span', { class: 'day-words' }, said, day.note ? ` ${day.note}` : null));
  cell.prepend(bar(day));
  return h('tr', null, h('th', { scope: 'row' }, t().day[day.day]), cell);
}

/** The hours of a day on an axis from midnight to midnight, as the pages without a script draw it (src/pages/bars.rs). */
function bar(day: CalendarDay): SVGElement {
  const shape = (name: string, attributes: Record<string, string | number>): SVGElement => {
    const element = document.createElementNS(NS, name) as SVGElement;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };
  const picture = shape('svg', { class: 'day-bar', viewBox: '0 0 1440 20', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' });
  const box = (kind: string, from: number, to: number): SVGElement => shape('rect', { class: kind, x: from, y: 3, width: Math.max(0, to - from), height: 14 });
  picture.append(shape('rect', { class: 'day-track', x: 0, y: 0, width: DAY, height: 20 }));
  if (day.state === 'unknown' && day.spans.length === 0) picture.append(box('day-unsure', 0, DAY));
  for (const { from, to } of day.spans) {
    const sure = day.state === 'open' && from !== '' && to !== '';
    picture.append(box(sure ? 'day-open' : 'day-unsure', minutes(from || '00:00'), Math.min(to ? minutes(to) : DAY, DAY)));
  }
  for (const x of [360, 720, 1080]) picture.append(shape('line', { class: 'day-line', x1: x, x2: x, y1: 0, y2: 20 }));
  return picture;
}

/** Minutes after midnight of 「09:30」; hours beyond 24 count on into the next day. */
function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(':').map(Number);
  return hours * 60 + rest;
}
