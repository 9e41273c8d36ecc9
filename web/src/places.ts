/** The parts of the desk that Back and Forward lead between. */
export type View = 'form' | 'results' | 'team' | 'compare';

/** What lies over a view and is left by Back: the evidence sheet, or a paper. */
export type Over = 'sheet' | 'paper';

/** What an entry of the browser's history holds: names of steps, and nothing of the question. */
interface Entry {
  view: View;
  /** The view it was opened from, which the entry before it shows. */
  below: View | null;
  /** So many opened facilities lie on top of the view. */
  facilities: number;
  over: Over | null;
  /** Which question of the form is open, from 0 on. */
  step: number;
  /** The question that the entry before it shows. */
  from: number | null;
}

const views: readonly string[] = ['form', 'results', 'team', 'compare'] satisfies View[];
const plain = (view: View, below: View | null): Entry => ({ view, below, facilities: 0, over: null, step: 0, from: null });

function read(state: unknown): Entry | null {
  const entry = state as Partial<Entry> | null;
  return entry && views.includes(String(entry.view)) ? { ...plain(entry.view as View, null), ...entry } : null;
}

export interface Places {
  current(): View;
  /** On to another view; Back leads to where it was left. */
  go(view: View): void;
  /** Back to a view: by the browser's history where it was opened from there. */
  leave(to: View): void;
  /** On to another question of the form, or back to the one before it. */
  step(step: number): void;
  /** A facility on top of the view, with an address of its own. */
  openFacility(hash: string): void;
  /** From however many facilities were opened one after another back to what lies below. */
  closeFacility(hash: string): void;
  openOver(what: Over): void;
  closeOver(): void;
  /** Changes the address of what is on the screen. */
  rewrite(url: string): void;
}

export interface PlacesOptions {
  start: View;
  /** The view changes; `back` when it was there before and is to be found as it was left. Tells what is shown then. */
  onView(view: View, back: boolean): View;
  onOver(what: Over | null): void;
  /** Another question of the form. */
  onStep(step: number): void;
  /** The address bar names another facility, or none. */
  onFacility(): void;
}

/** Starts to listen to Back and Forward. A page that is drawn anew takes over from the one before. */
export function startPlaces({ start, onView, onOver, onStep, onFacility }: PlacesOptions): Places {
  let at = plain(start, start === 'form' ? null : (read(history.state)?.below ?? null));
  /** What is to be done once the browser has gone back: it goes later than it is told. */
  let waiting: (() => void)[] | null = null;

  const write = (url?: string): void => history.replaceState(at, '', url);
  function back(by: number): void {
    waiting = [];
    history.go(-by);
  }
  function push(next: (now: Entry) => Entry, url?: string): void {
    if (waiting) {
      waiting.push(() => push(next, url));
      return;
    }
    at = next(at);
    history.pushState(at, '', url);
  }
  /** A link to a fragment of this page makes an entry of its own: the view stays. */
  function adopt(): void {
    at = { ...at, facilities: at.facilities + 1 };
    write();
  }
  function arrive(entry: Entry): void {
    const before = at;
    at = entry;
    if (entry.over !== before.over) onOver(entry.over);
    if (entry.view === 'form') onStep(entry.step);
    if (entry.view === before.view) return;
    const shown = onView(entry.view, true);
    // What that entry showed may be forgotten by now: it then stands for what is shown instead.
    if (shown !== entry.view) {
      at = { ...entry, view: shown };
      write();
    }
  }

  history.scrollRestoration = 'manual';
  write();
  window.onpopstate = (event: PopStateEvent) => {
    const entry = read(event.state);
    if (entry) arrive(entry);
    else adopt();
    const then = waiting ?? [];
    waiting = null;
    for (const run of then) run();
  };
  window.onhashchange = () => {
    if (!read(history.state)) adopt();
    onFacility();
  };

  return {
    current: () => at.view,
    go(view) {
      if (at.view === view) return;
      push((now) => plain(view, now.view));
      onView(view, false);
    },
    leave(to) {
      if (at.view === to) return;
      const opened = at.below === to && at.facilities === 0 && at.over === null;
      at = plain(to, null);
      if (!opened) write();
      onView(to, true);
      if (opened) back(1);
    },
    step(step) {
      if (step === at.from) back(1);
      else if (step !== at.step) push((now) => ({ ...now, facilities: 0, step, from: now.step }));
      onStep(step);
    },
    openFacility: (hash) => push((now) => ({ ...now, facilities: now.facilities + 1 }), hash),
    closeFacility(hash) {
      if (at.facilities > 0) back(at.facilities);
      else write(hash);
    },
    openOver: (over) => push((now) => ({ ...now, over })),
    closeOver() {
      if (at.over) back(1);
    },
    rewrite: write,
  };
}
