import type { BrowseCounts } from '../api/browse';
import { integer } from '../format';
import { label, t } from '../i18n';
import { families, familyNames } from '../map/families';
import { legendSymbol } from '../panels/legend';
import { kindLabel, needLabel, type State } from '../state';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { aheadPart } from './ahead';
import { everydayOf, familyCount, familyState, type Choices, type Moments } from './bar';
import type { Filters } from './filters';
import { isLocalTime, momentOf, namedMoments } from './moment';
import { pick, type Pick } from './pick';

export interface FilterPanel {
  /** Stands in the page where it is wide; on a phone the same stands in a dialog. */
  inline: HTMLElement;
  dialog: HTMLDialogElement;
  open(): void;
  close(): void;
  isOpen(): boolean;
  sync(filters: Filters, counts: BrowseCounts | null, moments: Moments, total: number | null): void;
}

export interface FilterPanelOptions {
  state: State;
  wide: MediaQueryList;
  choices: Choices;
  onClear(): void;
  /** `done` when it was closed to look at the list. */
  onClose(done: boolean): void;
}

/** What families and patients ask about most; the rest is grouped below. */
const common = ['home_visit_scheduled', 'house_call', 'house_call_24h', 'home_death_care', 'palliative_cancer', 'dementia', 'home_oxygen', 'nursing_24h', 'home_pharmacy', 'home_dental_visit', 'pediatric_home_care', 'pharmacy_after_hours'];

/** Kana and width must not decide whether a capability is found. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

export function part(title: string, hint: string | null, ...body: (Node | null)[]): HTMLElement {
  const id = freshId('filter');
  return h('section', { class: 'filter-part', role: 'group', 'aria-labelledby': id }, h('h3', { id, class: 'filter-title' }, title), hint ? h('p', { class: 'hint' }, hint) : null, ...body);
}

export interface Part {
  element: HTMLElement;
  sync(filters: Filters, counts: BrowseCounts | null, moments: Moments): void;
}

function kindPart({ vocabulary }: State, choices: Choices): Part {
  const known = new Set(vocabulary.kinds.map((kind) => kind.id));
  const rows = familyNames.map((family) => {
    const kinds = families[family].kinds.filter((kind) => known.has(kind));
    const whole = pick({ name: t().map.family[family], sign: legendSymbol(kinds[0] ?? 'salon', true, false), onPress: () => choices.kinds(families[family].kinds) });
    const single = kinds.length < 2 ? [] : kinds.map((kind) => ({ kind, chip: pick({ name: kindLabel(vocabulary, kind), sign: legendSymbol(kind, true, false), title: label(vocabulary.kinds.find((one) => one.id === kind)?.explanation), onPress: () => choices.kinds([kind]) }) }));
    return { family, whole, single };
  });
  return {
    element: part(
      t().resources.kind,
      null,
      h('div', { class: 'filter-families' }, rows.map(({ family, whole, single }) => h('div', { class: 'filter-family', role: 'group', 'aria-label': t().map.family[family] }, whole.element, single.length === 0 ? null : h('div', { class: 'chips' }, single.map(({ chip }) => chip.element))))),
    ),
    sync(filters, counts) {
      for (const { family, whole, single } of rows) {
        whole.set(familyState(filters, family), familyCount(counts, family));
        for (const { kind, chip } of single) chip.set(filters.kinds.includes(kind), counts ? (counts.kind[kind] ?? 0) : null);
      }
    },
  };
}

function openPart(choices: Choices): Part {
  const words = t().resources.open;
  const none = pick({ name: words.any, sign: null, onPress: () => choices.open(null) });
  const named = namedMoments.map((open) => ({ open, chip: pick({ name: words[open], sign: null, onPress: () => choices.open(open) }) }));
  const input = h('input', { id: freshId('moment'), class: 'field', type: 'datetime-local', autocomplete: 'off', onchange: () => { if (isLocalTime(input.value.slice(0, 16))) choices.open(input.value.slice(0, 16)); } });
  const box = h('input', { id: freshId('unknown'), type: 'checkbox', onchange: () => choices.unknownToo(box.checked) });
  const unknown = h('span');
  const row = h('label', { class: 'tick', for: box.id }, box, unknown);
  return {
    element: part(words.title, words.note, h('div', { class: 'chips' }, none.element, named.map(({ chip }) => chip.element)), h('label', { class: 'field-label', for: input.id }, words.pick), input, row),
    sync(filters, counts, moments) {
      none.set(filters.open === null, null);
      for (const { open, chip } of named) chip.set(filters.open === open, moments[open] ?? null);
      if (filters.open === null) input.value = '';
      else if (document.activeElement !== input) input.value = momentOf(filters.open).slice(0, 16);
      row.hidden = filters.open === null;
      box.checked = filters.unknownToo;
      const n = counts?.open?.unknown;
      replace(unknown, n === undefined ? words.unknownToo : words.unknownTooCount(integer(n)));
    },
  };
}

function canPart({ vocabulary }: State, choices: Choices): Part {
  const words = t().resources;
  const chips: { id: string; chip: Pick }[] = [];
  const make = (id: string): HTMLButtonElement => {
    const entry = vocabulary.capabilities.find((one) => one.id === id);
    const chip = pick({ name: needLabel(vocabulary, id), sign: null, title: label(entry?.explanation), onPress: () => choices.can(id) });
    chips.push({ id, chip });
    return chip.element;
  };
  const known = (id: string): boolean => vocabulary.capabilities.some((one) => one.id === id);
  const first = h('div', { class: 'chips', role: 'group', 'aria-label': words.canCommon }, common.filter(known).map(make));
  const groups = vocabulary.groups.flatMap(({ id, label: name }) => {
    const members = vocabulary.capabilities.filter((one) => one.group === id);
    if (members.length === 0) return [];
    const rows = members.map((one) => ({ element: make(one.id), text: fold([...Object.values(one.label), one.id].filter(Boolean).join(' ')) }));
    const element = h('details', { class: 'filter-group' }, h('summary', null, label(name), h('span', { class: 'badge' }, rows.length)), h('div', { class: 'chips' }, rows.map((row) => row.element)));
    return [{ element, rows }];
  });
  const search = h('input', { id: freshId('can'), class: 'field', type: 'search', autocomplete: 'off', spellcheck: 'false' });
  const found = h('p', { class: 'hint', role: 'status' });
  search.addEventListener('input', () => {
    const text = fold(search.value.trim());
    let count = 0;
    first.hidden = text !== '';
    for (const { element, rows } of groups) {
      for (const row of rows) row.element.hidden = text !== '' && !row.text.includes(text);
      const here = rows.filter((row) => !row.element.hidden).length;
      element.hidden = here === 0;
      // Opened by a search, closed again when the search is over.
      element.open = text !== '';
      count += here;
    }
    replace(found, text === '' ? '' : count === 0 ? t().question.moreNone : t().question.moreFound(count));
  });
  const box = h('input', { id: freshId('consult'), type: 'checkbox', onchange: () => choices.consult(box.checked) });
  return {
    element: part(words.can, words.canHint, h('label', { class: 'tick', for: box.id }, box, h('span', null, words.consult)), first, h('label', { class: 'field-label', for: search.id }, words.canSearch), search, found, ...groups.map((one) => one.element)),
    sync(filters, counts) {
      box.checked = filters.consult;
      for (const { id, chip } of chips) chip.set(filters.can.includes(id), counts ? (counts.capability[id] ?? 0) : null);
    },
  };
}

export function filterPanel({ state, wide, choices, onClear, onClose }: FilterPanelOptions): FilterPanel {
  const words = t().resources;
  const see = h('button', { type: 'button', class: 'button primary filter-see', onclick: () => shut(true) });
  const everyday: { id: string; chip: Pick }[] = everydayOf(state).map((id) => ({ id, chip: pick({ name: needLabel(state.vocabulary, id), sign: null, onPress: () => choices.can(id) }) }));
  const parts = [kindPart(state, choices), openPart(choices), aheadPart(choices), canPart(state, choices)];
  const title = h('h2', { class: 'section-title', tabindex: '-1' }, words.filter);
  const content = h(
    'div',
    { class: 'filters' },
    h('div', { class: 'filters-head' }, title, h('button', { type: 'button', class: 'clear', 'aria-label': words.filterClose, onclick: () => shut(false) }, icon('close'))),
    parts[0]?.element,
    parts[1]?.element,
    parts[2]?.element,
    part(words.everyday, null, h('div', { class: 'chips' }, everyday.map(({ chip }) => chip.element))),
    parts[3]?.element,
    h('div', { class: 'filters-foot' }, h('button', { type: 'button', class: 'button bare', onclick: onClear }, words.clearAll), see),
  );
  const dialog = h('dialog', { class: 'facility filter-dialog', 'aria-label': words.filter });
  const inline = h('section', { class: 'filters-inline', 'aria-label': words.filter, hidden: true });
  const isOpen = (): boolean => dialog.open || !inline.hidden;

  function shut(done: boolean): void {
    if (!isOpen()) return;
    inline.hidden = true;
    if (dialog.open) dialog.close();
    onClose(done);
  }
  function open(): void {
    if (isOpen()) return;
    (wide.matches ? inline : dialog).append(content);
    if (wide.matches) inline.hidden = false;
    else dialog.showModal();
    title.focus({ preventScroll: true });
  }
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    shut(false);
  });
  content.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !inline.hidden) shut(false);
  });
  wide.addEventListener('change', () => {
    // The other of the two has a shape of its own; what was chosen is kept outside of both.
    if (isOpen()) shut(false);
  });

  return {
    inline,
    dialog,
    open,
    close: () => shut(false),
    isOpen,
    sync(filters, counts, moments, total) {
      for (const one of parts) one.sync(filters, counts, moments);
      for (const { id, chip } of everyday) chip.set(filters.can.includes(id), counts ? (counts.capability[id] ?? 0) : null);
      replace(see, total === null ? words.see : words.seeCount(integer(total)));
    },
  };
}
