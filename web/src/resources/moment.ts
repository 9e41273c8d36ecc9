/** The moments people ask for by name, worked out on Japanese clocks whatever the device says. */
export const namedMoments = ['now', 'tonight', 'saturday'] as const;

const japan = 9 * 3_600_000;
const day = 24 * 3_600_000;
/** The server keeps who is open for steps of five minutes, so the page asks for such steps. */
const step = 5 * 60_000;

const clock = (ms: number): string => new Date(ms + japan).toISOString();
const at = (date: string, time: string): string => `${date}T${time}:00+09:00`;

/** What a date-time field gives: a day and a minute that exist. */
export function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return false;
  const read = new Date(`${text}:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
}

/** A day that exists. */
export const isDay = (text: string): boolean => isLocalTime(`${text}T00:00`);

/** A month, as `2026-12`. */
export const isMonth = (text: string): boolean => /^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`);

export const isMoment = (text: string): boolean => (namedMoments as readonly string[]).includes(text) || isLocalTime(text);

/** RFC 3339 with the offset of Japan. Tonight is eight in the evening, or now once that has passed. */
export function momentOf(open: string, now = Date.now()): string {
  const today = clock(now).slice(0, 10);
  const minute = clock(Math.floor(now / step) * step).slice(11, 16);
  if (open === 'tonight') return clock(now).slice(11, 13) >= '20' ? at(today, minute) : at(today, '20:00');
  if (open === 'saturday') {
    const weekday = new Date(now + japan).getUTCDay();
    const passed = weekday === 6 && clock(now).slice(11, 13) >= '10';
    const days = passed ? 7 : (6 - weekday + 7) % 7;
    return at(clock(now + days * day).slice(0, 10), '10:00');
  }
  return isLocalTime(open) ? at(open.slice(0, 10), open.slice(11)) : at(today, minute);
}
