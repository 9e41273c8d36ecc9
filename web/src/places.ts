/** The parts of the desk that Back and Forward lead between. */
export type View = 'form' | 'results' | 'team' | 'compare';

/** What an entry of the browser's history holds: names of steps, and nothing of the question. */
interface Entry {
  view: View;
  /** The view it was opened from, which the entry before it shows. */
  below: View | null;
  /** So many opened facilities lie on top of the view. */
  over: number;
  sheet: boolean;
  /** Which question of the form is open, from 0 on. */
  step: number;
  /** The question that the entry before it shows. */
  from: number | null;
}

const views: readonly string[] = ['form', 'results', 'team', 'compare'] satisfies View[];

function read(state: unknown): Entry | null {
  const entry = state as Partial<Entry> | null;
  if (!entry || !views.includes(String(entry.view))) return null;
  return { view: entry.view as View, below: entry.below ?? null, over: entry.over ?? 0, sheet: entry.sheet === true, step: entry.step ?? 0, from: entry.from ?? null };
}

export interface Places {
  current(): View;
  /** On to another view; Back leads to where it was left. */
  go(view: View): void;
  /** Back to a view: by the browser's history where it was opened from there. */
  leave(to: View): void;
  /** A facility on top of the view, with an address of its own. */
  openFacility(hash: string): void;
  /** From however many facilities were opened one after another back to what lies below. */
  closeFacility(hash: string): void;
  /** On to another question of the form, or back to the one before it. */
  step(step: number): void;
  openSheet(): void;
  closeSheet(): void;
  /** Changes the address of what is on the screen. */
  rewrite(url: string): void;
}

export interface PlacesOptions {
  start: View;
  /** The view changes; `back` when it was there before and is to be found as it was left. */
  onView(view: View, back: boolean): View;
  onSheet(open: boolean): void;
  /** Another question of the form. */
  onStep(step: number): void;
  /** The address bar names another facility, or none. */
  onFacility(): void;
}

/** Starts to listen to Back and Forward. A page that is drawn anew takes over from the one before. */
export function startPlaces({ start, onView, onSheet, onStep, onFacility }: PlacesOptions): Places {
  let at: Entry = { view: start, below: start === 'form' ? null : (read(history.state)?.below ?? null), over: 0, sheet: false, step: 0, from: null };
  const write = (url?: string): void => history.replaceState(at, '', url);
  const push = (next: Entry, url?: string): void => {
    at = next;
    history.pushState(at, '', url);
  };
  history.scrollRestoration = 'manual';
  write();

  /** A link to a fragment of this page makes an entry of its own: the view stays. */
  function adopt(): void {
    at = { ...at, over: at.over + 1 };
    write();
  }

  window.onpopstate = (event: PopStateEvent) => {
    const entry = read(event.state);
    if (!entry) return adopt();
    const before = at;
    at = entry;
    if (entry.sheet !== before.sheet) onSheet(entry.sheet);
    if (entry.view === 'form') onStep(entry.step);
    if (entry.view === before.view) return;
    const shown = onView(entry.view, true);
    // What that entry showed may be forgotten by now: it then stands for what is shown instead.
    if (shown !== entry.view) {
      at = { ...entry, view: shown };
      write();
    }
  };
  window.onhashchange = () => {
    if (!read(history.state)) adopt();
    onFacility();
  };

  return {
    current: () => at.view,
    go(view) {
      if (at.view === view) return;
      push({ view, below: at.view, over: 0, sheet: false, step: 0, from: null });
      onView(view, false);
    },
    leave(to) {
      if (at.view === to) return;
      const opened = at.below === to && at.over === 0;
      at = { view: to, below: null, over: 0, sheet: false, step: 0, from: null };
      if (!opened) write();
      onView(to, true);
      if (opened) history.back();
    },
    openFacility: (hash) => push({ ...at, over: at.over + 1 }, hash),
    closeFacility(hash) {
      if (at.over > 0) history.go(-at.over);
      else write(hash);
    },
    step(step) {
      if (step === at.from) history.back();
      else if (step !== at.step) push({ ...at, over: 0, step, from: at.step });
      onStep(step);
    },
    rewrite: write,
    openSheet: () => push({ ...at, below: at.view, sheet: true }),
    closeSheet() {
      if (at.sheet) history.back();
    },
  };
}
