import { h } from '../ui/dom';

/**
 * Papers are cut into pages here and not by the browser's print engine: WebKit has no margin boxes for page numbers, and a
 * person who looks at the preview must see exactly the pages that leave the printer.
 */

/** The shapes of paper; the style sheet gives each its measure and its `@page`. */
export type Size = 'a4' | 'a4-wide' | 'a6' | 'four' | 'half';

/** A table whose rows may go to the next page, where its head stands again. A row is never cut. */
export interface Rows {
  className: string;
  /** The widths of the columns, as classes; a fixed layout makes every row as high alone as among others. */
  columns: readonly string[];
  head: () => HTMLTableSectionElement;
  rows: HTMLTableRowElement[];
}

export type Part = HTMLElement | Rows;

/** What stands on every page of a paper: `head` above, `foot` below with the number of the page. */
export interface Draft {
  size: Size;
  className: string;
  head: () => HTMLElement | null;
  parts: Part[];
  foot: (page: number, pages: number) => HTMLElement | null;
}

const isRows = (part: Part): part is Rows => !(part instanceof HTMLElement);

function table({ className, columns, head }: Rows, rows: readonly HTMLTableRowElement[]): HTMLTableElement {
  return h('table', { class: `paper-table ${className}` }, h('colgroup', null, columns.map((column) => h('col', { class: column }))), head(), h('tbody', null, [...rows]));
}

function leaf(draft: Draft, page: number, pages: number): { sheet: HTMLElement; body: HTMLElement } {
  const body = h('div', { class: 'paper-body' });
  // Half a card is no page of its own.
  const sheet = h('div', { class: `${draft.size === 'half' ? '' : 'paper-leaf '}paper-${draft.size} ${draft.className}` }, draft.head(), body, draft.foot(page, pages));
  return { sheet, body };
}

interface Measured {
  /** The height of a block, or of a table without its rows. */
  fixed: number;
  rows: number[];
}

/** Lays everything out once, out of sight, and reads the heights: one layout however long the paper is. */
function measure(draft: Draft): { space: number; gap: number; parts: Measured[] } {
  const { sheet, body } = leaf(draft, 1, 1);
  const ruler = h('div', { class: 'paper-ruler', 'aria-hidden': 'true' }, sheet);
  document.body.append(ruler);
  const space = body.getBoundingClientRect().height;
  const gap = Number.parseFloat(getComputedStyle(body).rowGap) || 0;
  const laid = draft.parts.map((part) => (isRows(part) ? table(part, part.rows) : part));
  body.append(...laid);
  const height = (element: Element): number => element.getBoundingClientRect().height;
  const parts = laid.map((element, at) => {
    const part = draft.parts[at];
    if (part === undefined || !isRows(part)) return { fixed: height(element), rows: [] };
    const rows = part.rows.map(height);
    return { fixed: height(element) - rows.reduce((sum, one) => sum + one, 0), rows };
  });
  ruler.remove();
  return { space, gap, parts };
}

/**
 * Puts the parts on as many pages as they need. Nothing is cut: what is higher than a page stands alone on one that may grow.
 * The fonts must be there, since heights are read from the layout.
 */
export function paginate(draft: Draft): HTMLElement[] {
  const { space, gap, parts } = measure(draft);
  const pages: HTMLElement[][] = [[]];
  let left = space;
  const turn = (): void => {
    pages.push([]);
    left = space;
  };
  const put = (element: HTMLElement, height: number): void => {
    const page = pages.at(-1);
    left -= height + (page && page.length > 0 ? gap : 0);
    page?.push(element);
  };
  const fits = (height: number): boolean => height + ((pages.at(-1)?.length ?? 0) > 0 ? gap : 0) <= left;
  const empty = (): boolean => pages.at(-1)?.length === 0;

  draft.parts.forEach((part, at) => {
    const measured = parts[at];
    if (!measured) return;
    if (!isRows(part)) {
      if (!fits(measured.fixed) && !empty()) turn();
      put(part, measured.fixed);
      return;
    }
    let taken: HTMLTableRowElement[] = [];
    let height = measured.fixed;
    part.rows.forEach((row, index) => {
      const own = measured.rows[index] ?? 0;
      if (!fits(height + own) && (taken.length > 0 || !empty())) {
        if (taken.length > 0) put(table(part, taken), height);
        turn();
        taken = [];
        height = measured.fixed;
      }
      taken.push(row);
      height += own;
    });
    if (taken.length > 0) put(table(part, taken), height);
  });

  return pages.map((contents, at) => {
    const { sheet, body } = leaf(draft, at + 1, pages.length);
    body.append(...contents);
    return sheet;
  });
}
