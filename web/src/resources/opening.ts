import type { Placed } from '../api/types';
import { facilityPanel } from '../panels/facility';
import type { State } from '../state';

export interface Opening {
  element: HTMLElement;
  open(id: string): void;
  /** What the address says now. */
  follow(id: string | null): void;
}

export interface OpeningOptions {
  state: State;
  /** The facility the address names. */
  current(): string | null;
  /** Makes another one, or none, the current one, and writes it into the address unless a step back does. */
  name(id: string | null, how: 'push' | 'replace' | 'back'): void;
  onShowOnMap(facility: Placed): void;
}

/** The sheet of a facility as a step of the history: opening it is one step on, closing it one step back. */
export function opening({ state, current, name, onShowOnMap }: OpeningOptions): Opening {
  /** Whether it was opened on this page; a sheet that a link opened has nothing behind it. */
  let stepped = false;
  const panel = facilityPanel({
    state,
    onClose() {
      if (current() === null) return;
      name(null, stepped ? 'back' : 'replace');
      stepped = false;
    },
    // The step back has to be over before the map makes a step of its own.
    onShowOnMap: (facility) => { setTimeout(() => onShowOnMap(facility), 50); },
  });
  function open(id: string): void {
    const first = current() === null;
    if (first) stepped = true;
    name(id, first ? 'push' : 'replace');
    void panel.open(id);
  }
  panel.element.addEventListener('click', (event) => {
    // Members of a group are linked by the address alone, which would forget the filters.
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#facility="]') : null;
    if (!link) return;
    event.preventDefault();
    open(decodeURIComponent(link.hash.slice('#facility='.length)));
  });
  return {
    element: panel.element,
    open,
    follow(id) {
      if (id) void panel.open(id);
      else panel.close();
    },
  };
}
