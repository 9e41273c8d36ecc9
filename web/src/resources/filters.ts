import type { Box, BrowseQuestion } from '../api/browse';
import type { Vocabulary } from '../api/types';
import { momentOf } from './moment';

/** What may stand in the address bar: it says what is looked for, and nothing of who looks or where they live. */
export interface Filters {
  kinds: readonly string[];
  can: readonly string[];
  /** Whether 要相談 counts as able. */
  consult: boolean;
  /** A named moment or `2027-01-01T10:00`. */
  open: string | null;
  /** Whether those whose hours nobody knows are listed as well. */
  unknownToo: boolean;
  /** New patients are taken in this month: `2026-12`. */
  month: string | null;
  /** Places are free on this day: `2026-11-28`. */
  day: string | null;
}

export interface Place {
  lat: number;
  lon: number;
  name: string;
  /** How far around it is looked, in metres. */
  reach: number;
}

/** At first the line of the rule of home visits, on request as far as half a prefecture. */
export const reaches = { near: 16_000, far: 100_000 };

/** Everything the list depends on. Place and text live here in memory and nowhere else. */
export interface Browsing {
  filters: Filters;
  text: string;
  place: Place | null;
  /** The part of the map the list follows, null for everywhere. */
  box: Box | null;
}

export const noFilters: Filters = { kinds: [], can: [], consult: false, open: null, unknownToo: false, month: null, day: null };

export const isFiltered = (filters: Filters): boolean => howMany(filters) > 0;

/** How many conditions are set, as the filter button says it. */
export const howMany = (filters: Filters): number => (filters.kinds.length > 0 ? 1 : 0) + filters.can.length + [filters.open, filters.month, filters.day].filter((one) => one !== null).length;

/** Whether anything is asked that may be answered with 要相談. */
const asksAnswers = ({ can, month, day }: Filters): boolean => can.length > 0 || month !== null || day !== null;

/** Adds what is missing, or removes all where all were there. The order is that of the vocabulary, so equal filters have equal links. */
export function toggle(chosen: readonly string[], ids: readonly string[], all: readonly string[]): string[] {
  const off = ids.every((id) => chosen.includes(id));
  return all.filter((id) => (ids.includes(id) ? !off : chosen.includes(id)));
}

export const kindsOf = (vocabulary: Vocabulary): string[] => vocabulary.kinds.map((kind) => kind.id);
export const capabilitiesOf = (vocabulary: Vocabulary): string[] => vocabulary.capabilities.map((capability) => capability.id);

/** Beyond this width in degrees the middle of the map is nowhere in particular. */
const widest = 2;

/** The middle of the part of the map the list follows, from which it is ordered; null where there is none. */
export function middle({ place, box }: Browsing): { lat: number; lon: number } | null {
  if (place || !box || box[2] - box[0] > widest) return null;
  return { lat: (box[1] + box[3]) / 2, lon: (box[0] + box[2]) / 2 };
}

/** The question to the server. A place comes before the map: who looks for the nearest does not look at a rectangle. */
export function browseQuestion(browsing: Browsing, limit: number): BrowseQuestion {
  const { filters, text, place, box } = browsing;
  const near = place ? { lat: place.lat, lon: place.lon } : middle(browsing);
  return {
    ...(near ? { near } : {}),
    // Beside a part of the map a point without a radius gives the order only.
    ...(place ? { radius_m: place.reach } : {}),
    ...(box && !place ? { bbox: box } : {}),
    ...(filters.kinds.length > 0 ? { kind: [...filters.kinds] } : {}),
    ...(filters.can.length > 0 ? { capability: [...filters.can] } : {}),
    ...(asksAnswers(filters) && filters.consult ? { or_consult: true } : {}),
    ...(filters.month === null ? {} : { new_patients: filters.month }),
    ...(filters.day === null ? {} : { vacancy_on: filters.day }),
    ...(filters.open === null ? {} : { open_at: momentOf(filters.open) }),
    ...(filters.open !== null && filters.unknownToo ? { open_or_unknown: true } : {}),
    ...(text === '' ? {} : { text }),
    limit,
  };
}

/** The same filters for the tiles of the map. They are in an address, so nothing of place or text may be among them. */
export function tileQuery(filters: Filters): string {
  const { kinds, can, consult, open, month, day } = filters;
  const parts: string[] = [];
  if (kinds.length > 0) parts.push(`kind=${kinds.join(',')}`);
  if (can.length > 0) parts.push(`capability=${can.join(',')}`);
  if (asksAnswers(filters) && consult) parts.push('or_consult=true');
  if (month !== null) parts.push(`new_patients=${month}`);
  if (day !== null) parts.push(`vacancy_on=${day}`);
  if (open !== null) parts.push(`open_at=${encodeURIComponent(momentOf(open))}`);
  return parts.join('&');
}
