import type { BrowseAnswer, BrowseItem, PlacedItem } from '../api/browse';
import { fetchVocabulary } from '../api/client';
import type { Language } from '../api/types';
import { integer } from '../format';
import { setLanguage, t } from '../i18n';
import { families, familyNames, type Family } from '../map/families';
import type { Listed } from '../map/layers/listed';
import { footerPanel } from '../panels/footer';
import { headerPanel } from '../panels/header';
import type { State } from '../state';
import { announce, mountAnnouncer } from '../ui/announce';
import { h, replace } from '../ui/dom';
import { keepLanguage } from '../ui/preferences';
import { activePanel } from './active';
import { asker, headingOf } from './asker';
import { barPanel, type Choices } from './bar';
import { dockPanel } from './dock';
import { capabilitiesOf, kindsOf, noFilters, tileQuery, toggle, type Browsing, type Filters } from './filters';
import { isApprox, placed } from './item';
import { readLink, writeLink, type View } from './link';
import { listPanel } from './list';
import { mapSide } from './mapside';
import { opening } from './opening';
import { filterPanel } from './panel';
import type { PrivateAreas } from './privacy';
import { searchBox } from './searchbox';
import { ignoredNotice, waysOn } from './signs';
import { boxOf } from './view';

/** What stays when the page is drawn anew in another language. */
export interface Session {
  state: State;
  browsing: Browsing;
  view: View | null;
  facility: string | null;
  /** What it was before all conditions were taken away. */
  before: Browsing | null;
  hidden: PrivateAreas;
  ignored: string[];
}

type How = 'push' | 'replace';

const wide = matchMedia('(min-width: 1000px)');
const topWatch = new ResizeObserver(([entry]) => {
  if (entry) document.documentElement.style.setProperty('--top', `${entry.target.getBoundingClientRect().height}px`);
});
let leave: () => void = () => {};

const asListed = (item: PlacedItem): Listed => ({ id: item.id, kind: item.kind, name: item.name, visits: item.visits, approx: isApprox(item), lat: item.lat, lon: item.lon });
const onMap = (items: readonly BrowseItem[]): PlacedItem[] => items.flatMap((item) => placed(item) ?? []);
/** Whether the answer depends on something that was typed; the map then shows the answer, and no tile is asked for. */
const isPrivate = ({ place, text }: Browsing): boolean => place !== null || text !== '';

export function drawPage(app: HTMLElement, session: Session): void {
  leave();
  const { state, hidden } = session;
  const { vocabulary } = state;
  const words = t().resources;
  let timer = 0;
  /** While the filters are open all their changes are one step back. */
  let stepped = false;

  const shareable = (): View | null => (session.view && !isPrivate(session.browsing) && !hidden.holds(session.view) ? session.view : null);
  function write(how: How): void {
    const address = writeLink({ filters: session.browsing.filters, facility: session.facility, view: shareable() }) || location.pathname;
    const marks = { map: document.body.classList.contains('map-open') };
    if (how === 'push') history.pushState(marks, '', address);
    else history.replaceState(marks, '', address);
  }

  function sync(): void {
    const { filters } = session.browsing;
    const { counts, moments, total } = questions.numbers();
    bar.sync(filters, counts, moments);
    panel.sync(filters, counts, moments, total);
    active.sync(session.browsing, session.before !== null);
    side.show({ query: tileQuery(filters), listed: isPrivate(session.browsing) ? onMap(list.items()).map(asListed) : null, place: session.browsing.place });
    dock.setTotal(total);
  }

  function change(next: Browsing, how: How, delay = 0): void {
    const moved = next.place !== session.browsing.place || next.text !== session.browsing.text;
    const map = side.map();
    // Where a place was taken away the list follows the map again, which is still there.
    const browsing = moved && !isPrivate(next) && !next.box && wide.matches && map ? { ...next, box: map.box() } : next;
    if (session.browsing.box && !browsing.box && !isPrivate(browsing)) {
      session.view = null;
      side.map()?.fitAll();
    }
    session.browsing = browsing;
    side.offer(false);
    write(how);
    sync();
    clearTimeout(timer);
    timer = window.setTimeout(() => void questions.ask(browsing, moved && isPrivate(browsing)), delay);
  }

  function refine(next: (filters: Filters) => Partial<Filters>): void {
    const { browsing } = session;
    session.before = null;
    change({ ...browsing, filters: { ...browsing.filters, ...next(browsing.filters) } }, stepped ? 'replace' : 'push');
    if (panel.isOpen()) stepped = true;
  }

  function clearAll(): void {
    const { browsing } = session;
    session.before = browsing;
    change({ ...browsing, filters: noFilters, text: '', place: null }, 'push');
  }

  function undo(): void {
    const { before } = session;
    session.before = null;
    if (before) change(before, 'push');
  }

  function arrive(answer: BrowseAnswer, browsing: Browsing, goThere: boolean): void {
    if (isPrivate(browsing)) {
      const points = [...(browsing.place ? [browsing.place] : []), ...onMap(answer.items).slice(0, 10)];
      hidden.add(points);
      if (goThere) side.fit(points);
    }
    sync();
    const heading = headingOf(answer.total, browsing);
    announce(heading);
    const { kinds } = browsing.filters;
    const inFamily = (family: Family): number => families[family].kinds.filter((kind) => kinds.length === 0 || kinds.includes(kind)).reduce((sum, kind) => sum + (answer.counts?.kind[kind] ?? 0), 0);
    side.say([heading, ...familyNames.filter((family) => inFamily(family) > 0).map((family) => `${t().map.family[family]} ${integer(inFamily(family))}`)].join(words.comma));
  }

  function setMapOpen(open: boolean): void {
    document.body.classList.toggle('map-open', open);
    // The list lies under the map then: no key and no screen reader shall get lost in it.
    for (const part of document.getElementById('main')?.children ?? []) part.toggleAttribute('inert', open);
    dock.setMapOpen(open);
    if (open) void side.load();
  }

  /** On a phone the map is a page of its own: the way back leads to the list. */
  function flip(): void {
    if (document.body.classList.contains('map-open')) history.back();
    else {
      setMapOpen(true);
      write('push');
      document.querySelector<HTMLElement>('.map canvas')?.focus();
    }
  }

  async function showOnMap(one: Listed): Promise<void> {
    if (!wide.matches && !document.body.classList.contains('map-open')) flip();
    const map = await side.load();
    map?.center(one, wide.matches ? 90 : -110);
    if (map) dock.touch([one], map);
  }

  const choices: Choices = {
    kinds: (ids) => refine(({ kinds }) => ({ kinds: toggle(kinds, ids, kindsOf(vocabulary)) })),
    can: (id) => refine(({ can }) => ({ can: toggle(can, [id], capabilitiesOf(vocabulary)) })),
    open: (open) => refine((filters) => ({ open: filters.open === open ? null : open })),
    consult: (consult) => refine(() => ({ consult })),
    unknownToo: (unknownToo) => refine(() => ({ unknownToo })),
    month: (month) => refine((filters) => ({ month: filters.month === month ? null : month })),
    day: (day) => refine((filters) => ({ day: filters.day === day ? null : day })),
  };
  const find = (id: string): BrowseItem | undefined => list.items().find((item) => item.id === id);
  const finder = searchBox({
    onText: (text) => change({ ...session.browsing, text }, 'replace'),
    onPlace: (place) => change({ ...session.browsing, place, box: null }, 'replace'),
  });
  const bar = barPanel(state, choices, () => {
    if (panel.isOpen()) panel.close();
    else {
      stepped = false;
      panel.open();
      bar.button.setAttribute('aria-expanded', 'true');
    }
  });
  const panel = filterPanel({
    state, wide, choices, onClear: clearAll,
    onClose(done) {
      stepped = false;
      bar.button.setAttribute('aria-expanded', 'false');
      if (done) list.focus();
      else bar.button.focus();
    },
  });
  const active = activePanel({ state, onClear: clearAll, onUndo: undo, onChange: (next) => { session.before = null; change(next(session.browsing), 'push'); } });
  const list = listPanel({
    state, onOpen: (id) => facility.open(id), onMore: (cursor) => void questions.more(cursor), onMap: (item) => void showOnMap(asListed(item)),
    onHover: (id) => { const item = id === null ? undefined : find(id); dock.hover(item ? placed(item) : null, side.map()); },
  });
  const questions = asker({
    vocabulary, list, onAnswer: arrive, onNumbers: sync,
    onTake(next) {
      session.before = null;
      change(next, 'push');
      list.focus();
    },
  });
  const side = mapSide({
    start: session.view,
    scene: { query: tileQuery(session.browsing.filters), listed: null, place: session.browsing.place },
    onTouch: (points) => { const map = side.map(); if (map) dock.touch(points, map); },
    onMove(view, box) {
      session.view = view;
      if (wide.matches && !isPrivate(session.browsing)) change({ ...session.browsing, box }, 'replace', 250);
      else {
        write('replace');
        side.offer(true);
      }
    },
    onSearchHere() {
      const map = side.map();
      if (map) change({ ...session.browsing, place: null, box: map.box() }, 'replace');
    },
  });
  const dock = dockPanel({ state, wide, find, asked: () => questions.asked(), map: () => side.map(), onOpen: (id) => facility.open(id), onFlip: flip, onHighlight: (id) => list.highlight(id), onList(id) { if (document.body.classList.contains('map-open')) history.back(); setTimeout(() => list.focusItem(id), 50); } });
  const facility = opening({
    state, current: () => session.facility,
    name(id, how) {
      session.facility = id;
      if (how === 'back') history.back();
      else write(how);
    },
    onShowOnMap: (one) => void showOnMap({ id: one.id, kind: one.kind, name: one.name, visits: find(one.id)?.visits ?? 'unknown', approx: isApprox(one), lat: one.lat, lon: one.lon }),
  });

  /** The address was changed by a way back or by hand: the page follows it. */
  function follow(event: PopStateEvent): void {
    const { link, ignored } = readLink(location.hash, vocabulary);
    const marks = event.state as { map?: boolean } | null;
    setMapOpen(marks?.map === true && !wide.matches);
    if (ignored.length > 0) replace(notices, ignoredNotice(ignored));
    session.facility = link.facility;
    facility.follow(link.facility);
    const { browsing } = session;
    const same = writeLink({ filters: browsing.filters, facility: null, view: null }) === writeLink({ filters: link.filters, facility: null, view: null });
    const moved = link.view !== null && !isPrivate(browsing) && (session.view === null || writeLink({ filters: noFilters, facility: null, view: link.view }) !== writeLink({ filters: noFilters, facility: null, view: session.view }));
    if (same && !moved) return;
    panel.close();
    session.before = null;
    if (moved && link.view) {
      session.view = link.view;
      side.jump(link.view);
    }
    session.browsing = { ...browsing, filters: link.filters, box: moved && link.view ? viewBox(link.view) : browsing.box };
    sync();
    void questions.ask(session.browsing, false);
  }

  async function speak(next: Language): Promise<void> {
    state.vocabulary = await fetchVocabulary(next).catch(() => state.vocabulary);
    setLanguage(next);
    keepLanguage(next);
    drawPage(app, session);
    document.querySelector<HTMLElement>('select.language')?.focus();
  }

  const viewBox = (view: View): ReturnType<typeof boxOf> => side.map()?.box() ?? boxOf(view, side.element.clientWidth || window.innerWidth, side.element.clientHeight || window.innerHeight);
  const notices = h('div', { class: 'link-notices' }, session.ignored.length > 0 ? ignoredNotice(session.ignored) : null);
  session.ignored = [];

  document.title = `${t().site.map}｜${t().app.name} ${t().app.roman}`;
  document.body.classList.remove('map-open');
  document.body.classList.add('browsing');
  const header = headerPanel({
    current: 'map', demo: state.status?.demo ?? false,
    accounts: state.status?.accounts ?? false, tools: [],
    onLanguage: (next) => void speak(next),
  });
  topWatch.disconnect();
  topWatch.observe(header);
  replace(
    app,
    header,
    h('div', { class: 'layout' }, h('main', { id: 'main', class: 'list browse', tabindex: '-1' }, finder.element, bar.element, panel.inline, active.element, notices, side.paper, list.element, waysOn(), footerPanel(state)), side.element),
    dock.element,
    panel.dialog,
    facility.element,
  );
  mountAnnouncer(app);
  if (session.view && !session.browsing.box && !isPrivate(session.browsing)) session.browsing = { ...session.browsing, box: viewBox(session.view) };
  setMapOpen((history.state as { map?: boolean } | null)?.map === true && !wide.matches);
  sync();
  void questions.ask(session.browsing, isPrivate(session.browsing));
  if (session.facility) facility.follow(session.facility);

  window.addEventListener('popstate', follow);
  const widen = (): void => { if (wide.matches) { setMapOpen(false); void side.load(); } };
  wide.addEventListener('change', widen);
  // The list is on the screen first; the map begins when the browser has nothing better to do.
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300));
  if (wide.matches) idle(() => void side.load());
  leave = () => {
    questions.stop();
    clearTimeout(timer);
    window.removeEventListener('popstate', follow);
    wide.removeEventListener('change', widen);
    side.destroy();
  };
}
