import type { Match } from '../api/types';
import type { PaperKind } from '../paper';
import { distance, listed, telephone } from '../format';
import { t } from '../i18n';
import type { State } from '../state';
import { announce } from '../ui/announce';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { whom } from './card';

export interface ShortlistOptions {
  state: State;
  onOpen(id: string): void;
  onPick(match: Match): void;
  onCompare(first: Match, second: Match): void;
  onPaper(kind: PaperKind): void;
}

export interface ShortlistPanel {
  element: HTMLElement;
  /** Keeps an institution, or lets it go. */
  toggle(match: Match): void;
  /** Shows what is kept and chosen, here and on every button of the page. */
  sync(): void;
  /** Leaves the bar and nothing over what comes to the screen. */
  fold(): void;
}

const papers = ['shortlist', 'fax', 'card'] as const satisfies readonly PaperKind[];

/** What was kept of the answers: a bar at the foot of the list that unfolds. */
export function shortlistPanel({ state, onOpen, onPick, onCompare, onPaper }: ShortlistOptions): ShortlistPanel {
  const words = t().desk.shortlist;
  const { shortlist } = state;
  let removed: { match: Match; at: number } | null = null;

  const note = h('div', { class: 'shortlist-note' });
  const count = h('span', null);
  const rows = h('ul', { class: 'others-list shortlist-rows' });
  const box = h('details', { class: 'shortlist-box' }, h('summary', null, icon('bookmark'), count), rows);
  const names = h('span', { class: 'visually-hidden' });
  const both = h('button', { type: 'button', class: 'button primary compare-both', onclick: compareBoth }, icon('compare'), t().desk.compare.pick, names);
  const menu = papersMenu(onPaper);
  const element = h('section', { class: 'shortlist', 'aria-label': words.title, hidden: true }, note, h('div', { class: 'shortlist-bar' }, box, h('div', { class: 'shortlist-actions' }, both, menu.button), menu.list));

  function compareBoth(): void {
    const [first, second] = shortlist.values();
    if (first && second) onCompare(first, second);
  }

  function toggle(match: Match): void {
    const { id, name } = match.facility;
    if (shortlist.has(id)) {
      removed = { match, at: [...shortlist.keys()].indexOf(id) };
      shortlist.delete(id);
      announce(words.removed(name));
    } else {
      removed = null;
      shortlist.set(id, match);
      announce(`${words.added(name)} ${words.count(shortlist.size)}`);
    }
    sync();
  }

  /** Puts what was let go back where it stood. */
  function undo(): void {
    if (!removed) return;
    const { match, at } = removed;
    const entries = [...shortlist];
    entries.splice(at, 0, [match.facility.id, match]);
    shortlist.clear();
    for (const [id, one] of entries) shortlist.set(id, one);
    removed = null;
    announce(words.added(match.facility.name));
    sync();
    box.querySelector('summary')?.focus();
  }

  function row(match: Match): HTMLElement {
    const { facility, contact } = match;
    const phone = contact.phone ?? facility.phone;
    return h(
      'li',
      { class: 'other' },
      h('div', { class: 'other-body' },
        h('a', { href: `#facility=${encodeURIComponent(facility.id)}`, class: 'card-link', onclick: (event: Event) => { event.preventDefault(); onOpen(facility.id); } }, facility.name),
        h('span', { class: 'quiet-text' }, t().card.distance(distance(match.straight_line_m)), ' ', phone ? h('a', { href: telephone(phone), class: 'shortlist-phone', 'aria-label': `${t().card.callTo(facility.name)} ${phone}` }, phone) : null),
        state.outdated.has(facility.id) ? h('span', { class: 'approx' }, icon('ask'), words.outdated) : null),
      // Of two there is nothing to choose: the bar compares them.
      shortlist.size === 2 ? null : h('button', { type: 'button', class: 'button quiet toggle', 'aria-pressed': 'false', 'data-pick': facility.id, onclick: () => onPick(match) }, icon('compare'), t().desk.compare.pick, whom(facility.name)),
      h('button', { type: 'button', class: 'clear', 'aria-label': `${words.remove} ${facility.name}`, onclick: () => { toggle(match); note.querySelector('button')?.focus(); } }, icon('close')),
    );
  }

  function notes(): HTMLElement | null {
    const chosen = state.pair[0];
    if (chosen) return h('p', { class: 'shortlist-choose' }, icon('compare'), h('span', null, t().desk.compare.choose(chosen.facility.name)), h('button', { type: 'button', class: 'button bare', onclick: () => onPick(chosen) }, t().desk.compare.stop));
    if (removed) return h('p', { class: 'shortlist-choose' }, h('span', null, words.removed(removed.match.facility.name)), h('button', { type: 'button', class: 'button quiet', onclick: undo }, words.undo));
    return null;
  }

  function sync(): void {
    const said = notes();
    element.hidden = shortlist.size === 0 && said === null;
    replace(note, said);
    replace(count, words.short(shortlist.size));
    const focused = rows.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset['pick'] : undefined;
    replace(rows, [...shortlist.values()].map(row));
    if (focused) rows.querySelector<HTMLElement>(`[data-pick="${CSS.escape(focused)}"]`)?.focus();
    const kept = [...shortlist.values()].map((match) => match.facility);
    both.hidden = kept.length !== 2 || kept.every(({ id }) => state.compared?.some((one) => one.facility.id === id) === true && document.body.dataset['view'] === 'compare');
    replace(names, ` ${listed(kept.map((facility) => facility.name))}`);
    menu.button.hidden = box.hidden = shortlist.size === 0;
    if (shortlist.size === 0) fold();
    for (const button of document.querySelectorAll<HTMLElement>('[data-keep]')) button.setAttribute('aria-pressed', String(shortlist.has(button.dataset['keep'] ?? '')));
    for (const button of document.querySelectorAll<HTMLElement>('[data-pick]')) button.setAttribute('aria-pressed', String(state.pair.some((one) => one.facility.id === button.dataset['pick'])));
  }

  function fold(): void {
    box.open = false;
    menu.fold();
  }

  return { element, toggle, sync, fold };
}

/** A button that unfolds the papers; Escape folds them and gives the focus back. */
function papersMenu(onPaper: (kind: PaperKind) => void): { button: HTMLElement; list: HTMLElement; fold(): void } {
  const words = t().desk.shortlist;
  const id = freshId('papers');
  const button = h('button', { type: 'button', class: 'button quiet papers', 'aria-expanded': 'false', 'aria-controls': id, onclick: () => unfold(list.hidden === true) }, icon('print'), words.papers);
  const list = h('ul', { id, class: 'papers-list', hidden: true }, papers.map((kind) => h('li', null, h('button', { type: 'button', class: 'button quiet papers-item', 'data-paper': kind, onclick: () => choose(kind) }, words.paper[kind]))));

  function unfold(open: boolean): void {
    list.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (open) list.querySelector('button')?.focus();
  }
  function choose(kind: PaperKind): void {
    unfold(false);
    button.focus();
    onPaper(kind);
  }
  list.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    unfold(false);
    button.focus();
  });
  return { button, list, fold: () => unfold(false) };
}
