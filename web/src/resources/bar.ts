import type { BrowseCounts } from '../api/browse';
import { t } from '../i18n';
import { families, familyNames, type Family } from '../map/families';
import { legendSymbol } from '../panels/legend';
import { needLabel, type State } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { howMany, type Filters } from './filters';
import { everyday } from './names';
import { pick, type Pick } from './pick';

/** What the filters can be told to do, by the row of chips and by the panel alike. */
export interface Choices {
  kinds(ids: readonly string[]): void;
  can(id: string): void;
  open(open: string | null): void;
  consult(on: boolean): void;
  unknownToo(on: boolean): void;
  month(month: string | null): void;
  day(day: string | null): void;
}

export interface Bar {
  element: HTMLElement;
  sync(filters: Filters, counts: BrowseCounts | null, moments: Moments): void;
  button: HTMLButtonElement;
}

export const everydayOf = ({ vocabulary }: State): string[] => everyday.filter((id) => vocabulary.capabilities.some((one) => one.id === id));

/** How many would be listed with only the kinds of a family. */
export const familyCount = (counts: BrowseCounts | null, family: Family): number | null => (counts ? families[family].kinds.reduce((sum, kind) => sum + (counts.kind[kind] ?? 0), 0) : null);

export function familyState(filters: Filters, family: Family): boolean | 'mixed' {
  const { kinds } = families[family];
  const on = kinds.filter((kind) => filters.kinds.includes(kind)).length;
  return on === 0 ? false : on === kinds.length ? true : 'mixed';
}

/** How many are known to be open at each moment that has a name; empty until that was asked. */
export type Moments = Partial<Record<string, number>>;

/** The row of chips under the search box: one row on a phone, the families as tiles where there is room. */
export function barPanel(state: State, choices: Choices, onPanel: () => void): Bar {
  const words = t().resources;
  const number = h('span', { class: 'pick-badge' });
  const button = h('button', { type: 'button', class: 'chip filter-open', 'aria-expanded': 'false', onclick: onPanel }, icon('filter'), words.filter, number);
  const moments = (['now', 'tonight', 'saturday'] as const).map((open) => ({ open, chip: pick({ name: words.open[`${open}Chip`], sign: null, onPress: () => choices.open(open) }) }));
  const kinds = familyNames.map((family) => ({ family, chip: pick({ name: t().map.family[family], sign: legendSymbol(families[family].kinds[0] ?? 'salon', true, false), onPress: () => choices.kinds(families[family].kinds) }) }));
  const can: { id: string; chip: Pick }[] = everydayOf(state).map((id) => ({ id, chip: pick({ name: needLabel(state.vocabulary, id), sign: null, onPress: () => choices.can(id) }) }));
  return {
    button,
    element: h(
      'div',
      { class: 'quick-bar', role: 'group', 'aria-label': words.quick, tabindex: '-1' },
      h('div', { class: 'bar-row' }, button, moments[0]?.chip.element, can[0]?.chip.element),
      h('div', { class: 'bar-families' }, kinds.map(({ chip }) => chip.element)),
      h('div', { class: 'bar-row' }, moments.slice(1).map(({ chip }) => chip.element), can.slice(1).map(({ chip }) => chip.element)),
    ),
    sync(filters, counts, openThen) {
      const set = howMany(filters);
      replace(number, set === 0 ? null : [h('span', { 'aria-hidden': 'true' }, set), h('span', { class: 'visually-hidden' }, words.filterSet(set))]);
      for (const { open, chip } of moments) chip.set(filters.open === open, openThen[open] ?? null);
      for (const { family, chip } of kinds) chip.set(familyState(filters, family), familyCount(counts, family));
      for (const { id, chip } of can) chip.set(filters.can.includes(id), counts?.capability[id] ?? (counts ? 0 : null));
    },
  };
}
