import type { BrowseAnswer, BrowseItem } from '../api/browse';
import { ApiError } from '../api/client';
import { date, distance, integer, japaneseToday } from '../format';
import { t } from '../i18n';
import { kindLabel, sourceLabel, type State } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import type { Browsing } from './filters';
import { momentText, placeItem, type ItemOptions } from './item';
import { conditions, orderName } from './names';

/** What may be dropped from an empty list, with how many that would bring. */
export interface Way {
  name: string;
  total: number;
  take(): void;
}

export interface ListPanel {
  element: HTMLElement;
  /** `asked` is the moment that was asked about, RFC 3339; `heading` says how many there are where. */
  show(answer: BrowseAnswer, browsing: Browsing, asked: string | null, heading: string): void;
  add(answer: BrowseAnswer): void;
  showWays(ways: readonly Way[]): void;
  showError(error: unknown, retry: () => void): void;
  setBusy(busy: boolean): void;
  highlight(id: string | null): void;
  items(): readonly BrowseItem[];
  focus(): void;
  /** Moves to a facility of the list. */
  focusItem(id: string): boolean;
}

export interface ListOptions extends ItemOptions {
  onMore(cursor: string): void;
}

const bone = (width: string): HTMLElement => h('span', { class: `bone bone-${width}` });

function skeleton(): HTMLElement {
  return h('div', { class: 'places', 'aria-hidden': 'true' }, Array.from({ length: 5 }, () => h('div', { class: 'place skeleton' }, bone('long'), bone('full'), bone('mid'))));
}

/** The same on paper, one row a facility. */
function printed(state: State, items: readonly BrowseItem[], browsing: Browsing, total: number, asked: string | null): HTMLElement {
  const words = t().resources;
  const { print } = words;
  const chosen = conditions(state.vocabulary, browsing).map((one) => one.name);
  const cell = (item: BrowseItem): (string | null)[] => [
    item.name, kindLabel(state.vocabulary, item.kind), item.address, item.phone ?? '', words.visits[item.visits],
    ...(browsing.place ? [typeof item.straight_line_m === 'number' ? distance(item.straight_line_m) : ''] : []),
    ...(asked ? [item.moment ? momentText(item.moment, asked) : ''] : []),
  ];
  const heads = [print.name, print.kind, print.address, print.phone, print.visits, ...(browsing.place ? [words.straight] : []), ...(asked ? [print.open] : [])];
  const sources = (state.status?.sources ?? []).map((source) => [sourceLabel(state.vocabulary, source.id), source.edition, state.vocabulary.sources.find((one) => one.id === source.id)?.licence].filter(Boolean).join(' '));
  return h(
    'div',
    { class: 'print-only' },
    h('p', null, print.made(date(japaneseToday()), integer(total), integer(items.length))),
    h('p', null, `${chosen.length === 0 ? print.noConditions : chosen.join(words.comma)}（${orderName(browsing)}）`),
    h('table', { class: 'print-table' }, h('thead', null, h('tr', null, heads.map((head) => h('th', { scope: 'col' }, head)))), h('tbody', null, items.map((item) => h('tr', null, cell(item).map((text) => h('td', null, text)))))),
    h('p', null, print.sources(sources.join(words.comma))),
  );
}

export function listPanel({ state, onOpen, onHover, onMap, onMore }: ListOptions): ListPanel {
  const words = t().resources;
  const title = h('h2', { class: 'results-title places-title', tabindex: '-1' }, words.title);
  const order = h('p', { class: 'places-order' });
  const hint = h('p', { class: 'hint above places-hint' });
  const list = h('ol', { class: 'places' });
  const foot = h('div', { class: 'places-foot' });
  const ways = h('div', { class: 'ways' });
  const body = h('div', { class: 'places-body' }, skeleton());
  const paper = h('div');
  const element = h('section', { class: 'results places-panel', 'aria-busy': 'true', 'aria-label': words.title }, h('div', { class: 'results-head' }, title, order), body, paper);
  let items: BrowseItem[] = [];
  let asked: string | null = null;
  let shown: Browsing | null = null;
  let total = 0;

  function rows(more: readonly BrowseItem[]): void {
    list.append(...more.map((item) => placeItem({ state, onOpen, onHover, onMap }, item, { asked, measured: shown?.place != null })));
  }

  function finish(next: string | null): void {
    const print = h('button', { type: 'button', class: 'button bare', onclick: () => window.print() }, icon('print'), words.print.button);
    const more: HTMLButtonElement | null = next === null ? null : h('button', { type: 'button', class: 'button quiet places-more', onclick: () => { more?.setAttribute('aria-disabled', 'true'); onMore(next); } }, words.more(integer(Math.max(0, total - items.length))));
    replace(foot, more, print);
    if (shown) replace(paper, printed(state, items, shown, total, asked));
  }

  return {
    element,
    items: () => items,
    show(answer, browsing, at, heading) {
      ({ items, total } = answer);
      shown = browsing;
      asked = at;
      element.removeAttribute('aria-busy');
      replace(title, heading);
      replace(order, total > 0 ? orderName(browsing) : '');
      replace(list);
      replace(ways);
      rows(items);
      if (total === 0) {
        replace(body, h('div', { class: 'empty' }, h('p', { class: 'section-title' }, words.none.title), h('p', null, words.none.help), ways));
        replace(paper);
      } else {
        // Who has said nothing yet sees whoever has the first number: that needs a word.
        replace(hint, browsing.place || browsing.box || browsing.text ? null : words.everywhere);
        replace(body, hint, list, foot);
        finish(answer.next);
      }
    },
    add(answer) {
      const first = items.length;
      items = [...items, ...answer.items];
      rows(answer.items);
      finish(answer.next);
      list.children[first]?.querySelector<HTMLElement>('.card-link')?.focus({ preventScroll: true });
    },
    showWays(found) {
      replace(ways, found.length === 0 ? null : h('p', { class: 'hint above' }, words.none.ways), h('ul', { class: 'chips' }, found.map(({ name, take }) => h('li', null, h('button', { type: 'button', class: 'chip', onclick: take }, name)))));
    },
    showError(error, retry) {
      const said = error instanceof ApiError ? error.problem?.detail : null;
      element.removeAttribute('aria-busy');
      items = [];
      replace(title, words.failed);
      replace(order, '');
      replace(paper);
      replace(body, h('div', { class: 'failure', role: 'alert' }, h('p', null, said ?? words.failedHelp), h('button', { type: 'button', class: 'button primary', onclick: retry }, t().error.retry)));
    },
    setBusy(busy) {
      if (busy) element.setAttribute('aria-busy', 'true');
      else element.removeAttribute('aria-busy');
    },
    highlight(id) {
      for (const one of list.children) one.classList.toggle('place-picked', id !== null && one.getAttribute('data-facility') === id);
    },
    focus() {
      title.focus();
    },
    focusItem(id) {
      const link = list.querySelector<HTMLElement>(`[data-facility="${CSS.escape(id)}"] .card-link`);
      link?.focus();
      return link !== null;
    },
  };
}
