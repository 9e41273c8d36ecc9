import type { Vocabulary } from '../api/types';
import { date, moment, monthName } from '../format';
import { t } from '../i18n';
import { families, familyNames, type Family } from '../map/families';
import { kindLabel, needLabel } from '../state';
import { isFiltered, middle, type Browsing, type Filters } from './filters';
import { momentOf, namedMoments } from './moment';

/** Capabilities that anybody may ask about, whatever brought them here. */
export const everyday = ['accepting_new', 'wheelchair', 'language'];

/** A condition that is set, in words, and the same state without it. */
export interface Condition {
  id: string;
  name: string;
  /** Whether the bar under the search box shows it by itself. */
  inBar: boolean;
  without(browsing: Browsing): Browsing;
}

/** A moment as people say it: its name, or the date. */
export function momentName(open: string): string {
  const words = t().resources.open;
  return (namedMoments as readonly string[]).includes(open) ? words[open as (typeof namedMoments)[number]] : moment(momentOf(open));
}

const openName = (open: string): string => (open === 'now' ? t().resources.open.nowChip : t().resources.open.at(momentName(open)));

const filtered = (change: (filters: Filters) => Partial<Filters>) => (browsing: Browsing): Browsing => ({ ...browsing, filters: { ...browsing.filters, ...change(browsing.filters) } });

function kindConditions(vocabulary: Vocabulary, { kinds }: Filters): Condition[] {
  const whole = familyNames.filter((name) => families[name].kinds.every((kind) => kinds.includes(kind)));
  const inWhole = (kind: string): boolean => whole.some((name) => families[name].kinds.includes(kind));
  const without = (gone: readonly string[]) => filtered((filters) => ({ kinds: filters.kinds.filter((kind) => !gone.includes(kind)) }));
  return [
    ...whole.map((name: Family) => ({ id: `family-${name}`, name: t().map.family[name], inBar: true, without: without(families[name].kinds) })),
    ...kinds.filter((kind) => !inWhole(kind)).map((kind) => ({ id: `kind-${kind}`, name: kindLabel(vocabulary, kind), inBar: false, without: without([kind]) })),
  ];
}

/** Everything that narrows the list, one by one: what the chips above the list show and the empty list offers to drop. */
export function conditions(vocabulary: Vocabulary, browsing: Browsing): Condition[] {
  const words = t().resources;
  const { filters, text, place, box } = browsing;
  return [
    ...(place ? [{ id: 'place', name: words.search.near(place.name), inBar: false, without: (one: Browsing) => ({ ...one, place: null }) }] : []),
    ...(text ? [{ id: 'text', name: words.withText(text), inBar: false, without: (one: Browsing) => ({ ...one, text: '' }) }] : []),
    ...(box && !place ? [{ id: 'box', name: words.inView, inBar: false, without: (one: Browsing) => ({ ...one, box: null }) }] : []),
    ...kindConditions(vocabulary, filters),
    ...(filters.open === null ? [] : [{ id: 'open', name: openName(filters.open) + (filters.unknownToo ? words.open.orUnknown : ''), inBar: !filters.unknownToo && (namedMoments as readonly string[]).includes(filters.open), without: filtered(() => ({ open: null, unknownToo: false })) }]),
    ...(filters.month === null ? [] : [{ id: 'month', name: t().ahead.filter.monthSet(monthName(filters.month)) + (filters.consult ? words.orConsult : ''), inBar: false, without: filtered(() => ({ month: null })) }]),
    ...(filters.day === null ? [] : [{ id: 'day', name: t().ahead.filter.daySet(date(filters.day)) + (filters.consult ? words.orConsult : ''), inBar: false, without: filtered(() => ({ day: null })) }]),
    ...filters.can.map((can) => ({ id: `can-${can}`, name: needLabel(vocabulary, can) + (filters.consult ? words.orConsult : ''), inBar: !filters.consult && everyday.includes(can), without: filtered((now) => ({ can: now.can.filter((one) => one !== can) })) })),
  ];
}

/** The order of the list, said as it is. */
export function orderName(browsing: Browsing): string {
  const words = t().resources.order;
  const { place, filters } = browsing;
  const order = place ? words.near : middle(browsing) ? words.middle : words.id;
  return filters.open !== null && filters.unknownToo && isFiltered(filters) ? `${words.openFirst}${order}` : order;
}
