import type { Span, Term } from './api/types';
import { language, locale, t } from './i18n';

/** Metres below one kilometre, then kilometres with one decimal. */
export function distance(metres: number): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10}m`;
  const km = metres / 1000;
  return `${km.toLocaleString(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })}km`;
}

export function integer(n: number): string {
  return n.toLocaleString(locale());
}

/** A calendar date such as 2026-10-01. It has no time, so no time zone may shift it. */
export function date(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return iso;
  return new Date(Date.UTC(year, month - 1, day)).toLocaleDateString(locale(), {
    timeZone: 'UTC',
    year: 'numeric',
    month: language() === 'en' ? 'short' : 'numeric',
    day: 'numeric',
  });
}

/** The short weekday of a calendar date. */
export function weekday(iso: string): string {
  return new Date(`${iso.slice(0, 10)}T00:00:00Z`).toLocaleDateString(locale(), { timeZone: 'UTC', weekday: 'short' });
}

/** Today's date in Japan, whatever the clock of the device is set to, or the date some days later. */
export function japaneseToday(later = 0, now = Date.now()): string {
  return new Date(now + 9 * 3600_000 + later * 24 * 3600_000).toISOString().slice(0, 10);
}

/** A month, so many later than this one in Japan: `2026-12`. */
export function japaneseMonth(later = 0, now = Date.now()): string {
  const [year, month] = japaneseToday(0, now).split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1 + later)).toISOString().slice(0, 7);
}

/** A month as people say it; the year only where it is another one. */
export function monthName(month: string, now = Date.now()): string {
  const [year, number] = month.split('-').map(Number);
  return t().ahead.month(year ?? 0, number ?? 1, month.slice(0, 4) === japaneseToday(0, now).slice(0, 4));
}

/** A moment, always on Japanese clocks, wherever the reader is. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(locale(), {
    timeZone: 'Asia/Tokyo',
    month: language() === 'en' ? 'short' : 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
  });
}

/** What a date-time field holds, read as Japanese time. */
export function japaneseTime(local: string): string {
  return `${local.length === 16 ? `${local}:00` : local}+09:00`;
}

/**
 * Points out of 100 with one decimal for each term, such that the figures on the screen add up to the total on the screen.
 * Plain rounding can miss by 0.1; the largest remainders take the difference.
 */
export function points(terms: readonly Term[], score: number): { each: number[]; total: number } {
  const total = Math.round(score * 1000);
  const exact = terms.map((term) => term.weight * term.value * 1000);
  const each = exact.map(Math.floor);
  let rest = total - each.reduce((sum, n) => sum + n, 0);
  const order = exact.map((value, index) => ({ index, remainder: value - Math.floor(value) })).sort((a, b) => b.remainder - a.remainder);
  for (const { index } of order) {
    if (rest <= 0) break;
    each[index] = (each[index] ?? 0) + 1;
    rest -= 1;
  }
  return { each: each.map((n) => n / 10), total: total / 10 };
}

/** A span of a day: 「9:00–12:00」, 「17:00以降」 where nobody said when it ends, 「22:00–翌6:00」 over midnight. */
export function span({ from, to }: Span): string {
  const words = t().time;
  if (!from) return words.unknown;
  if (!to) return words.since(from);
  if (from === '00:00' && to === '24:00') return words.allDay;
  const hour = Number(to.slice(0, 2));
  return hour > 24 || (hour === 24 && to !== '24:00') ? `${from}–${words.nextDay(`${String(hour - 24).padStart(2, '0')}${to.slice(2)}`)}` : `${from}–${to}`;
}

export function channel(id: string | null): string {
  return id === null ? '' : (t().contact.channel[id] ?? id);
}

/** A number to dial, without the marks people read it by. */
export function telephone(phone: string): string {
  return `tel:${phone.normalize('NFKC').replace(/[^\d+#*]/g, '')}`;
}

/** Weekday and clock time of a moment within a week: 「火 13:00」. */
export function shortMoment(iso: string): string {
  return `${weekday(iso)} ${iso.slice(11, 16)}`;
}

/** Things named one after another. */
export const listed = (parts: readonly string[]): string => parts.join(language() === 'en' ? ', ' : '、');
