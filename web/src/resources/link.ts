import type { Vocabulary } from '../api/types';
import { capabilitiesOf, kindsOf, noFilters, type Filters } from './filters';
import { isDay, isMoment, isMonth } from './moment';

export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

/** The part of the page that can be shared by its address. */
export interface Link {
  filters: Filters;
  facility: string | null;
  view: View | null;
}

const known = ['kind', 'can', 'consult', 'open', 'unknown', 'month', 'day', 'facility', 'map'];

function readView(text: string): View | null {
  const [zoom, lat, lon, more] = text.split('/').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (zoom === undefined || lat === undefined || lon === undefined || more !== undefined) return null;
  const good = [zoom, lat, lon].every(Number.isFinite) && zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return good ? { zoom, lat, lon } : null;
}

/** Reads a link. What it does not understand is left out and named, so that the page can say so. */
export function readLink(hash: string, vocabulary: Vocabulary): { link: Link; ignored: string[] } {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const ignored = [...new Set(params.keys())].filter((key) => !known.includes(key));
  const list = (key: string, all: string[]): string[] => {
    const asked = (params.get(key) ?? '').split(',').filter(Boolean);
    ignored.push(...asked.filter((id) => !all.includes(id)).map((id) => `${key}=${id}`));
    return all.filter((id) => asked.includes(id));
  };
  const flag = (key: string): boolean => {
    const value = params.get(key);
    if (value !== null && value !== '1') ignored.push(`${key}=${value}`);
    return value === '1';
  };
  const kinds = list('kind', kindsOf(vocabulary));
  const can = list('can', capabilitiesOf(vocabulary));
  const asked = params.get('open');
  const open = asked !== null && isMoment(asked) ? asked : null;
  if (asked !== null && open === null) ignored.push(`open=${asked}`);
  const one = (key: string, is: (text: string) => boolean): string | null => {
    const value = params.get(key);
    if (value !== null && !is(value)) ignored.push(`${key}=${value}`);
    return value !== null && is(value) ? value : null;
  };
  const [month, day] = [one('month', isMonth), one('day', isDay)];
  const map = params.get('map');
  const view = map === null ? null : readView(map);
  if (map !== null && view === null) ignored.push(`map=${map}`);
  return {
    link: { filters: { ...noFilters, kinds, can, consult: flag('consult'), open, unknownToo: flag('unknown'), month, day }, facility: params.get('facility') || null, view },
    // A link may hold anything, also something very long.
    ignored: ignored.map((part) => (part.length > 40 ? `${part.slice(0, 40)}…` : part)),
  };
}

export function writeLink({ filters, facility, view }: Link): string {
  const parts: string[] = [];
  if (filters.kinds.length > 0) parts.push(`kind=${filters.kinds.join(',')}`);
  if (filters.can.length > 0) parts.push(`can=${filters.can.join(',')}`);
  if (filters.consult) parts.push('consult=1');
  if (filters.open !== null) parts.push(`open=${filters.open}`);
  if (filters.unknownToo) parts.push('unknown=1');
  if (filters.month !== null) parts.push(`month=${filters.month}`);
  if (filters.day !== null) parts.push(`day=${filters.day}`);
  if (facility) parts.push(`facility=${encodeURIComponent(facility)}`);
  if (view) parts.push(`map=${view.zoom.toFixed(1)}/${view.lat.toFixed(3)}/${view.lon.toFixed(3)}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
