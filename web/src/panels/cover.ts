import type { Cover } from '../api/types';
import { t } from '../i18n';
import { h } from '../ui/dom';

const words = { c: 'covered', o: 'open', u: 'unknown' } as const;

/** Half-hours of one day as runs of one sort: [sort, from, to). */
export function runs(slots: string): [keyof typeof words, number, number][] {
  const out: [keyof typeof words, number, number][] = [];
  [...slots].forEach((letter, at) => {
    const sort = letter === 'c' || letter === 'o' ? letter : 'u';
    const last = out.at(-1);
    if (last && last[0] === sort) last[2] = at + 1;
    else out.push([sort, at, at + 1]);
  });
  return out;
}

/** A run as wide as it is long. */
function run(sort: keyof typeof words, halfHours: number): HTMLElement {
  const element = h('span', { class: `cover-run cover-${words[sort]}` });
  element.style.flexGrow = String(halfHours);
  return element;
}

const clock = (slot: number): string => `${Math.floor(slot / 2)}:${slot % 2 === 0 ? '00' : '30'}`;

function day(one: Cover['days'][number]): HTMLElement {
  const names = t().team.cover;
  const parts = runs(one.slots);
  const said = parts.map(([sort, from, to]) => `${clock(from)}–${clock(to)} ${names[words[sort]]}`).join('、');
  const number = Number(one.date.slice(8));
  return h(
    'div',
    { class: 'cover-day' },
    h('span', { class: one.holiday ? 'cover-name cover-holiday' : 'cover-name' }, `${number}(${one.weekday})`, one.holiday ? h('span', { class: 'visually-hidden' }, one.holiday) : null),
    h('span', { class: 'cover-bar', role: 'img', 'aria-label': said }, parts.map(([sort, from, to]) => run(sort, to - from))),
  );
}

/** Which hours of the week somebody comes, nobody comes, or nobody said: a row a day, a column each half-hour. */
export function coverPicture(cover: Cover): HTMLElement {
  const names = t().team.cover;
  const hours = (minutes: number): string => names.hours(Math.round(minutes / 6) / 10);
  return h(
    'div',
    { class: 'cover' },
    h('div', { class: 'cover-scale', 'aria-hidden': 'true' }, ['0', '6', '12', '18', '24'].map((hour) => h('span', null, hour))),
    cover.days.map(day),
    h(
      'ul',
      { class: 'cover-legend' },
      (['covered', 'unknown', 'open'] as const).map((sort) =>
        h('li', null, h('span', { class: `cover-key cover-${sort}`, 'aria-hidden': 'true' }), `${names[sort]} ${hours(sort === 'covered' ? cover.covered_min : sort === 'open' ? cover.open_min : cover.unknown_min)}`),
      ),
    ),
    cover.open.length === 0 ? null : h('p', { class: 'cover-open' }, h('strong', null, names.openHours), cover.open.slice(0, 8).map((range) => range.label).join('、'), cover.open.length > 8 ? names.more(cover.open.length - 8) : null),
  );
}
