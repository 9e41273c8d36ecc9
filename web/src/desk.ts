import type { Language, Match, MatchAnswer, MatchQuestion, Shown, TeamQuestion } from './api/types';
import { ApiError, fetchVocabulary, postComparison, postMatches } from './api/client';
import { readHash, writeHash } from './hash';
import { language, setLanguage, t } from './i18n';
import { caseButton } from './panels/cases';
import { comparePanel } from './panels/compare';
import { facilityPanel } from './panels/facility';
import { footerPanel } from './panels/footer';
import { headerPanel } from './panels/header';
import { mapFrame, type MapFrame } from './panels/mapframe';
import { softenedNote } from './panels/nearmiss';
import { questionPanel } from './panels/question';
import { resultsPanel } from './panels/results';
import { sheetPanel } from './panels/sheet';
import { shortlistPanel } from './panels/shortlist';
import { summaryPanel } from './panels/summary';
import { teamPanel } from './panels/team';
import type { PaperKind } from './paper';
import { startPlaces, type View } from './places';
import { forget, isAnswered, matchQuestion, takeAnswer, type State } from './state';
import { announce } from './ui/announce';
import { h, replace } from './ui/dom';
import { icon } from './ui/icons';
import { keepLanguage } from './ui/preferences';

/** An answer that comes sooner than this, in milliseconds, needs no sign that it is under way: the sign would only flicker. */
const PATIENCE = 150;

const wide = matchMedia('(min-width: 1000px)');
const topWatch = new ResizeObserver(([entry]) => {
  if (entry) document.documentElement.style.setProperty('--top', `${entry.target.getBoundingClientRect().height}px`);
});
let drawn: MapFrame | null = null;

/** Draws the desk from its state, at the view that is wanted. Another language draws it again. */
export function drawDesk(app: HTMLElement, state: State, wanted: View): void {
  const openAt = readHash(location.hash);
  const left = new Map<View, { y: number; focus: Element | null }>();
  let asking: AbortController | null = null;
  let softened: string[] = [];
  /** Whether what was found is still in the words of another language. */
  let foreign = state.answer !== null;
  let map: MapFrame;

  const question = questionPanel({ state, mapCenter: () => map.view()?.center() ?? null, onSearch: () => { softened = []; void search(); }, onStep: (step) => places.step(step) });
  const results = resultsPanel({
    state, onOpen: openFacility, onHover: (id) => map.highlight(id), onRetry: () => void search(),
    onKeep: (match) => shortlist.toggle(match), onPick: pick, onSoften: soften,
    onTeam: (id) => void solve({ attending: id, locked: [], excluded: [] }, 'first'), onSheet: () => { void sheet.open(); places.openOver('sheet'); },
    onPrint: () => void paper('list'),
  });
  const sheet = sheetPanel(state);
  sheet.element.addEventListener('close', () => places.closeOver());
  const team = teamPanel({ state, onOpen: openFacility, onChange: (next) => void solve(next, 'next'), onUndo: undoTeam, onCard: () => void paper('card'), onBack: () => places.leave('results') });
  const compare = comparePanel({ state, onOpen: openFacility, onKeep: (match) => shortlist.toggle(match), onBack: () => places.leave('results') });
  const shortlist = shortlistPanel({ state, onOpen: openFacility, onPick: pick, onCompare: (first, second) => void compareTwo([first, second]), onPaper: (kind) => void paper(kind) });
  const summary = h('div', { class: 'summary-slot' });
  const trouble = h('div', { class: 'trouble', role: 'alert' });

  drawn?.destroy();
  map = drawn = mapFrame({
    start: openAt.map,
    onOpen: openFacility,
    onMove(view) {
      // Once a home is in the question, where the map looks is private too.
      if (state.answer) return;
      places.rewrite(writeHash({ map: view, facility: readHash(location.hash).facility }) || location.pathname);
    },
    onReady: () => document.body.classList.add('has-map'),
  });

  const facility = facilityPanel({
    state,
    onClose() {
      const now = readHash(location.hash);
      if (now.facility) places.closeFacility(writeHash({ ...now, facility: null }) || location.pathname);
    },
    onShowOnMap(one) {
      setMapOpen(true);
      void map.load().then((view) => view?.showPlace(one.lat, one.lon));
    },
  });

  const panels: Record<View, HTMLElement> = { form: question.element, results: results.element, team: team.element, compare: compare.element };
  const there: Record<View, () => boolean> = { form: () => true, results: results.filled, team: () => state.team !== null, compare: compare.filled };
  const places = startPlaces({
    start: wanted,
    onView: (view, back) => show(view, back),
    onStep: (step) => question.showStep(step),
    onOver(what) {
      if (what === 'sheet' && state.answer) void sheet.open();
      else closeOver();
    },
    onFacility() {
      const { facility: id } = readHash(location.hash);
      if (id) void facility.open(id);
      else facility.close();
    },
  });
  let shown: View = wanted;

  function closeOver(): void {
    for (const one of document.querySelectorAll<HTMLDialogElement>('dialog:is(.sheet, .paper)[open]')) one.close();
  }

  let mapTurn = 0;
  /** The list is painted first; then the map, whose drawing may take as long. */
  function showOnMap(answer: Shown | null): void {
    cancelAnimationFrame(mapTurn);
    mapTurn = requestAnimationFrame(() => setTimeout(() => map.showAnswer(answer)));
  }

  /** Brings a view to the screen, or the nearest one before it that is still there. */
  function show(view: View, back: boolean): View {
    left.set(shown, { y: window.scrollY, focus: document.activeElement });
    shown = there[view]() ? view : there.results() ? 'results' : 'form';
    if (shown === 'form') stopAsking();
    closeOver();
    for (const [name, panel] of Object.entries(panels)) panel.hidden = name !== shown;
    summary.hidden = shown === 'form';
    document.body.dataset['view'] = shown;
    document.body.classList.toggle('has-team', shown === 'team');
    replace(trouble);
    shortlist.element.classList.toggle('shortlist-away', shown === 'form' || shown === 'team');
    if (shown === 'results') showOnMap(state.answer);
    shortlist.fold();
    shortlist.sync();
    if (back) {
      setMapOpen(false);
      restore(shown);
    }
    return shown;
  }

  /** What was left is found again as it was: the place on the page and the focus. */
  function restore(view: View): void {
    const was = left.get(view);
    window.scrollTo({ top: was?.y ?? 0, behavior: 'instant' });
    if (was?.focus instanceof HTMLElement && was.focus.isConnected && was.focus !== document.body) was.focus.focus({ preventScroll: true });
    else panels[view].querySelector<HTMLElement>('.page-title, .results-title')?.focus({ preventScroll: true });
    const body = matchQuestion(state.question, language());
    // The question may have been changed on the way; what is shown must be the answer to it.
    if (view === 'results' && body && (foreign || !isAnswered(state, body))) void search(true);
  }

  const mapButton = h('button', { type: 'button', class: 'button map-toggle', 'aria-expanded': 'false', onclick: () => setMapOpen(!document.body.classList.contains('map-open')) });
  function setMapOpen(open: boolean): void {
    document.body.classList.toggle('map-open', open);
    mapButton.setAttribute('aria-expanded', String(open));
    replace(mapButton, icon(open ? 'list' : 'map'), open ? t().map.hide : t().map.show);
    if (open) void map.load();
  }

  function openFacility(id: string): void {
    const hash = writeHash({ ...readHash(location.hash), facility: id });
    if (location.hash !== hash) places.openFacility(hash);
    void facility.open(id);
  }

  function edit(): void {
    places.leave('form');
    window.scrollTo({ top: 0 });
    question.focus();
  }

  function startAgain(): void {
    // A fresh state is a fresh page: nothing of the last patient stays behind in a field.
    stopAsking();
    forget(state);
    drawDesk(app, state, 'form');
    document.querySelector<HTMLElement>('.page-title')?.focus();
  }

  function stopAsking(): void {
    asking?.abort();
    asking = null;
    question.setBusy(false);
    team.settle();
    // What was on its way is not coming: the answer before it, if any, takes its place again.
    if (state.answer && results.isWaiting()) results.showAnswer(state.answer);
    else if (!state.answer) results.clear();
  }

  function begin(): AbortSignal {
    asking?.abort();
    asking = new AbortController();
    return asking.signal;
  }

  function arrive(view: View, sentence: string, panel: { focus(): void }): void {
    places.go(view);
    if (shown !== view) show(view, false);
    window.scrollTo({ top: 0 });
    panel.focus();
    announce(sentence);
  }

  function showAnswer(answer: MatchAnswer): void {
    const keep = caseButton(state.status?.accounts ?? false, () => matchQuestion(state.question, language()));
    replace(summary, summaryPanel(state, edit, startAgain), softened.length > 0 ? softenedNote(state, softened, harden) : null, keep);
    results.showAnswer(answer);
    shortlist.sync();
  }

  /** Asks the question. Quietly: the answer takes the place of the one on the screen, and the focus stays. */
  async function search(quiet = false): Promise<void> {
    const body = matchQuestion(state.question, language());
    if (!body) return;
    const signal = begin();
    question.setBusy(true);
    replace(trouble);
    const waiting = setTimeout(() => {
      if (quiet) return;
      results.showWaiting();
      replace(summary, summaryPanel(state, edit, startAgain));
      arrive('results', t().results.waiting, results);
    }, PATIENCE);
    try {
      const answer = await postMatches(body, signal);
      if (signal.aborted) return;
      if (!isAnswered(state, body)) Object.assign(state, { team: null, teams: [], compared: null, pair: [] });
      takeAnswer(state, body, answer);
      foreign = false;
      showAnswer(answer);
      showOnMap(answer);
      if (!quiet) arrive('results', t().results.announce(answer.candidates.length, answer.near_misses.length), results);
      places.rewrite(writeHash({ map: null, facility: readHash(location.hash).facility }) || location.pathname);
    } catch (error) {
      if (!signal.aborted) failSearch(error);
    } finally {
      clearTimeout(waiting);
      if (!signal.aborted) question.setBusy(false);
    }
  }

  function failSearch(error: unknown): void {
    state.answer = null;
    state.asked = null;
    showOnMap(null);
    const problem = error instanceof ApiError ? error.problem : null;
    if (problem && question.ownsField(problem.field)) {
      results.clear();
      places.leave('form');
      question.showFieldError(problem.field, problem.detail, (problem.allowed ?? []).length > 1);
      return;
    }
    results.showError(error);
    replace(summary, summaryPanel(state, edit, startAgain));
    arrive('results', t().results.failed, results);
  }

  /** What keeps institutions out becomes a wish; one tap brings it back. */
  function soften(needs: string[]): void {
    for (const id of needs) state.question.needs.set(id, 'wish');
    softened = needs;
    question.sync();
    void search();
  }

  function harden(): void {
    for (const id of softened) if (state.question.needs.has(id)) state.question.needs.set(id, 'must');
    softened = [];
    question.sync();
    void search();
  }

  /** One of two to compare; the second opens the comparison, the same again is let go. */
  function pick(match: Match): void {
    const { id } = match.facility;
    const others = state.pair.filter((one) => one.facility.id !== id);
    state.pair = others.length < state.pair.length ? others : [...others, match];
    const [first, second] = state.pair;
    if (first && second) void compareTwo([first, second]);
    else if (first) announce(t().desk.compare.choose(first.facility.name));
    shortlist.sync();
  }

  /** Runs what a second view needs; on failure the list stays, and says so. */
  async function fetchView<T>(run: (body: MatchQuestion, signal: AbortSignal) => Promise<T>, busy: HTMLElement, failed: string): Promise<T | null> {
    const body = matchQuestion(state.question, language());
    if (!body) return null;
    const signal = begin();
    const waiting = setTimeout(() => busy.setAttribute('aria-busy', 'true'), PATIENCE);
    try {
      const answer = await run(body, signal);
      return signal.aborted ? null : answer;
    } catch (error) {
      if (signal.aborted) return null;
      const said = error instanceof ApiError ? error.problem?.detail : null;
      replace(trouble, h('p', null, h('strong', null, failed), ' ', said ?? t().results.failedHelp));
      trouble.scrollIntoView({ block: 'nearest' });
      return null;
    } finally {
      clearTimeout(waiting);
      busy.removeAttribute('aria-busy');
    }
  }

  async function compareTwo(pair: readonly [Match, Match]): Promise<void> {
    const words = t().desk.compare;
    const [first, second] = pair;
    const answer = await fetchView((body, signal) => postComparison(body, first.facility.id, second.facility.id, signal), panels[shown], words.failed);
    state.pair = [];
    if (answer) {
      state.compared = pair;
      compare.show(answer, pair);
      arrive('compare', words.ready, compare);
      if (state.answer) showOnMap({ ...state.answer, candidates: pair.map((match, at) => ({ ...match, rank: [answer.first, answer.second][at]?.rank ?? match.rank })) });
    }
    shortlist.sync();
  }

  /** The team as it is wanted now; the wish before can be gone back to. */
  async function solve(next: TeamQuestion, which: 'first' | 'next' | 'again'): Promise<void> {
    const answer = await fetchView(async (body, signal) => {
      team.showWaiting();
      const found = await postMatches({ ...body, limit: 1, team_with: next }, signal);
      if (!found.team) throw new Error('The answer has no team.');
      return { ...found, team: found.team };
    }, panels[shown], t().results.failed);
    team.settle();
    if (!answer) return;
    if (which === 'first') state.teams = [next];
    else if (which === 'next') state.teams.push(next);
    state.team = answer.team;
    const members = [answer.team.attending, answer.team.asked, ...answer.team.members].filter((member) => member !== null);
    team.showTeam(answer.team, next, state.teams.length > 1);
    arrive('team', t().team.ready(members.length, answer.team.gaps.length), team);
    showOnMap({ ...answer, candidates: members.map((member, index) => ({ ...member, rank: index + 1 })) });
  }

  function undoTeam(): void {
    state.teams.pop();
    const before = state.teams.at(-1);
    if (before) void solve(before, 'again');
  }

  /** Papers are made by a part of the page that comes when the first is wanted. */
  async function paper(kind: PaperKind): Promise<void> {
    try {
      const { openPaper } = await import('./paper');
      await openPaper(kind, state);
      const dialog = document.querySelector<HTMLDialogElement>('dialog.paper[open]');
      if (!dialog) return;
      places.openOver('paper');
      dialog.addEventListener('close', () => places.closeOver(), { once: true });
    } catch {
      replace(trouble, h('p', null, t().desk.shortlist.paperFailed));
    }
  }

  async function changeLanguage(next: Language): Promise<void> {
    state.vocabulary = await fetchVocabulary(next).catch(() => state.vocabulary);
    setLanguage(next);
    keepLanguage(next);
    drawDesk(app, state, places.current());
    document.querySelector<HTMLElement>('select.language')?.focus();
  }

  /** The same views again in another language: at once what is known, then in its words. */
  async function renew(): Promise<void> {
    if (!state.answer) return;
    const { compared, teams } = state;
    showAnswer(state.answer);
    if (wanted === 'form') return;
    show(wanted, false);
    await search(true);
    if (wanted === 'compare' && compared) await compareTwo(compared);
    const board = teams.at(-1);
    if (wanted === 'team' && board) await solve(board, 'again');
    document.querySelector<HTMLElement>('select.language')?.focus();
  }

  document.title = `${t().app.name} ${t().app.roman}｜${t().app.tagline}`;
  document.body.classList.remove('map-open', 'has-map');
  const header = headerPanel({ current: 'desk', demo: state.status?.demo ?? false, accounts: state.status?.accounts ?? false, tools: [mapButton], onLanguage: (next) => void changeLanguage(next) });
  // The banner and larger text change the height of the top; the map stands below whatever it is.
  topWatch.disconnect();
  topWatch.observe(header);
  replace(
    app,
    header,
    h('div', { class: 'layout' }, h('main', { id: 'main', class: 'list', tabindex: '-1' }, trouble, question.element, summary, results.element, compare.element, team.element, shortlist.element, footerPanel(state)), map.element),
    facility.element,
    sheet.element,
  );
  setMapOpen(false);
  show('form', false);
  void renew();
  if (openAt.facility) void facility.open(openAt.facility);

  // The list is on the screen first; the map begins when the browser has nothing better to do.
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300));
  if (wide.matches) idle(() => void map.load());
  wide.onchange = () => { if (wide.matches) void map.load(); };
}
