import type { BrowseItem, PlacedItem } from '../api/browse';
import { integer } from '../format';
import { t } from '../i18n';
import type { BrowseMap } from '../map/browse';
import type { Listed } from '../map/layers/listed';
import type { State } from '../state';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { touchedMany, touchedOne, type TouchedOptions } from './touched';

export interface Dock {
  element: HTMLElement;
  setMapOpen(open: boolean): void;
  setTotal(total: number | null): void;
  /** Shows who was touched: beside the point where there is room, in a sheet from below on a phone. */
  touch(points: readonly Listed[], map: BrowseMap): void;
  /** Rings whom the list speaks of. */
  hover(item: PlacedItem | null, map: BrowseMap | null): void;
}

export interface DockOptions {
  state: State;
  wide: MediaQueryList;
  find(id: string): BrowseItem | undefined;
  asked(): string | null;
  map(): BrowseMap | null;
  onOpen(id: string): void;
  onList(id: string): void;
  onFlip(): void;
  onHighlight(id: string | null): void;
}

/** What stays at the lower edge of a phone: the way between list and map, and the sheet of a touched facility. */
export function dockPanel({ state, wide, find, asked, map, onOpen, onList, onFlip, onHighlight }: DockOptions): Dock {
  const sheet = h('div', { class: 'dock-sheet' });
  const flip = h('button', { type: 'button', class: 'button primary flip', onclick: onFlip });
  const element = h('div', { class: 'dock' }, flip, sheet);
  let open = false;
  let total: number | null = null;
  let touched = false;
  let cameFrom: HTMLElement | null = null;

  function label(): void {
    replace(flip, icon(open ? 'list' : 'map'), open ? (total === null ? t().map.hide : t().resources.flipCount(integer(total))) : t().map.show);
  }

  function close(back: boolean): void {
    if (!touched) return;
    touched = false;
    replace(sheet);
    map()?.closePopup();
    map()?.ring(null);
    onHighlight(null);
    if (!back) return;
    // On a phone the list, where somebody may have come from, lies under the map.
    const to = cameFrom?.isConnected && !cameFrom.closest('[inert]') ? cameFrom : flip;
    to.focus({ preventScroll: true });
  }

  const options: TouchedOptions = {
    state, find, asked, onOpen,
    onChoose: (one) => { const now = map(); if (now) show([one], now); },
    onList: (id) => { close(false); onList(id); },
    onClose: () => close(true),
  };

  function show(points: readonly Listed[], on: BrowseMap): void {
    const [first] = points;
    if (!first) return;
    const content = points.length === 1 ? touchedOne(options, first) : touchedMany(options, points);
    replace(sheet);
    on.closePopup();
    touched = true;
    if (wide.matches) on.popup(first, content);
    else replace(sheet, content);
    on.ring(first);
    onHighlight(points.length === 1 ? first.id : null);
    content.querySelector<HTMLElement>('.place-title')?.focus({ preventScroll: true });
  }

  label();
  return {
    element,
    setMapOpen(next) {
      open = next;
      if (!open) close(false);
      label();
    },
    setTotal(next) {
      total = next;
      label();
    },
    touch(points, on) {
      if (!touched) cameFrom = document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : null;
      show(points, on);
    },
    hover(item, on) {
      if (!touched) on?.ring(item);
    },
  };
}
