import { language } from '../i18n';

/** A calendar date such as 2026-11-20 in the era that offices write, 「令和8年11月20日」. */
export function eraDate(iso: string): string {
  return new Date(`${iso.slice(0, 10)}T00:00:00Z`).toLocaleDateString('ja-JP-u-ca-japanese', { timeZone: 'UTC', era: 'long', year: 'numeric', month: 'long', day: 'numeric' });
}

/** 「令和8年（2026年）11月20日(金)」; in English with the era behind it, since the one who answers reads it. */
export function paperDate(iso: string): string {
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (language() === 'en') return `${day.toLocaleDateString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })}（${eraDate(iso)}）`;
  const weekday = day.toLocaleDateString('ja-JP', { timeZone: 'UTC', weekday: 'short' });
  return `${eraDate(iso).replace('年', `年（${day.getUTCFullYear()}年）`)}(${weekday})`;
}
