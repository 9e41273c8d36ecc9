import './styles/index.css';
import type { Language, TeamQuestion } from './api/types';
import { ApiError, fetchStatus, fetchVocabulary, postMatches } from './api/client';
import { readHash, writeHash } from './hash';
import { language, setLanguage, t } from './i18n';
import { facilityPanel } from './panels/facility';
import { footerPanel } from './panels/footer';
import { headerPanel } from './panels/header';
import { mapFrame, type MapFrame } from './panels/mapframe';
import { questionPanel } from './panels/question';
import { resultsPanel } from './panels/results';
import { sheetPanel } from './panels/sheet';
import { summaryPanel } from './panels/summary';
import { teamPanel } from './panels/team';
import { freshQuestion, matchQuestion, type State } from './state';
import { announce, mountAnnouncer } from './ui/announce';
import { h, replace } from './ui/dom';
import { icon } from './ui/icons';
import { keepLanguage, preferredLanguage, startTheme } from './ui/preferences';

const wide = matchMedia('(min-width: 1000px)');
const app = document.querySelector('#app') as HTMLElement;
const topWatch = new ResizeObserver(([entry]) => {
  if (entry) document.documentElement.style.setProperty('--top', `${entry.target.getBoundingClientRect().height}px`);
});
let drawn: MapFrame | null = null;

/** Language is chosen before anything is drawn; changing it draws the page again from the same state. */
function drawPage(state: State, again: boolean): void {
  const openAt = readHash(location.hash);
  let asking: AbortController | null = null;
  let map: MapFrame;

  const question = questionPanel({ state, mapCenter: () => map.view()?.center() ?? null, onSearch: () => void search() });
  const results = resultsPanel({ state, onOpen: openFacility, onHover: (id) => map.highlight(id), onRetry: () => void search(), onTeam: (id) => void solve({ attending: id, locked: [], excluded: [] }), onSheet: () => void sheet.open() });
  const sheet = sheetPanel(state);
  const team = teamPanel({ state, onOpen: openFacility, onChange: (wanted) => void solve(wanted), onUndo: undoTeam, onBack: leaveTeam });
  const summary = h('div', { class: 'summary-slot', hidden: true });

  map = mapFrame({
    start: openAt.map,
    onOpen: openFacility,
    onMove(view) {
      // Once a home is in the question, where the map looks is private too.
      if (state.answer) return;
      history.replaceState(null, '', writeHash({ map: view, facility: readHash(location.hash).facility }) || location.pathname);
    },
    onReady: () => document.body.classList.add('has-map'),
  });
  drawn?.destroy();
  drawn = map;

  const facility = facilityPanel({
    state,
    onClose() {
      const now = readHash(location.hash);
      if (now.facility) history.pushState(null, '', writeHash({ ...now, facility: null }) || location.pathname);
    },
    onShowOnMap(one) {
      setMapOpen(true);
      void map.load().then((view) => view?.showPlace(one.lat, one.lon));
    },
  });

  const mapButton = h('button', { type: 'button', class: 'button map-toggle', 'aria-expanded': 'false', onclick: () => setMapOpen(!document.body.classList.contains('map-open')) });
  function setMapOpen(open: boolean): void {
    document.body.classList.toggle('map-open', open);
    mapButton.setAttribute('aria-expanded', String(open));
    replace(mapButton, icon(open ? 'list' : 'map'), open ? t().map.hide : t().map.show);
    if (open) void map.load();
  }

  function openFacility(id: string): void {
    const hash = writeHash({ ...readHash(location.hash), facility: id });
    if (location.hash === hash) void facility.open(id);
    else location.hash = hash;
  }

  function showForm(shown: boolean): void {
    question.element.hidden = !shown;
    summary.hidden = shown;
  }

  function showSummary(): void {
    replace(summary, summaryPanel(state, edit, startAgain));
  }

  function edit(): void {
    if (asking && !state.answer) results.clear();
    asking?.abort();
    question.setBusy(false);
    showForm(true);
    window.scrollTo({ top: 0 });
    question.focus();
  }

  function startAgain(): void {
    // A fresh state is a fresh page: nothing of the last patient stays behind in a field.
    state.question = freshQuestion();
    state.answer = null;
    state.askedAt = null;
    state.teams = [];
    drawPage(state, false);
    document.querySelector<HTMLElement>('.page-title')?.focus();
  }

  async function search(quiet = false): Promise<void> {
    const body = matchQuestion(state.question, language());
    if (!body) return;
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    leaveTeam(false);
    question.setBusy(true);
    // The form steps aside at once, so that whoever waits sees where the answer will be.
    results.showWaiting();
    showSummary();
    showForm(false);
    if (!quiet) {
      window.scrollTo({ top: 0 });
      results.focus();
      announce(t().results.waiting);
    }
    try {
      const answer = await postMatches(body, mine.signal);
      state.answer = answer;
      state.askedAt = body.at ?? null;
      history.replaceState(null, '', writeHash({ map: null, facility: readHash(location.hash).facility }) || location.pathname);
      results.showAnswer(answer);
      map.showAnswer(answer);
      if (!quiet) {
        results.focus();
        announce(t().results.announce(answer.candidates.length, answer.near_misses.length));
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      state.answer = null;
      map.showAnswer(null);
      const problem = error instanceof ApiError ? error.problem : null;
      if (problem && question.ownsField(problem.field)) {
        results.clear();
        showForm(true);
        question.showFieldError(problem.field, problem.detail, (problem.allowed ?? []).length > 1);
      } else {
        results.showError(error);
        results.focus();
      }
    } finally {
      if (asking === mine) question.setBusy(false);
    }
  }

  /** The team as it is wanted now; the wish before can be gone back to. */
  async function solve(wanted: TeamQuestion, again = false): Promise<void> {
    const body = matchQuestion(state.question, language());
    if (!body) return;
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    team.showWaiting();
    try {
      const answer = await postMatches({ ...body, limit: 1, team_with: wanted }, mine.signal);
      if (!answer.team) throw new Error('The answer has no team.');
      if (!again) state.teams.push(wanted);
      results.element.hidden = true;
      document.body.classList.add('has-team');
      const members = [answer.team.attending, answer.team.asked, ...answer.team.members].filter((member) => member !== null);
      map.showAnswer({ ...answer, candidates: members.map((member, index) => ({ ...member, rank: index + 1 })) });
      team.showTeam(answer.team, wanted, state.teams.length > 1);
      team.focus();
      announce(t().team.ready(members.length, answer.team.gaps.length));
    } catch (error) {
      if (mine.signal.aborted) return;
      leaveTeam(false);
      results.showError(error);
      results.focus();
    }
  }

  function undoTeam(): void {
    state.teams.pop();
    const before = state.teams.at(-1);
    if (before) void solve(before, true);
  }

  function leaveTeam(show = true): void {
    state.teams = [];
    team.clear();
    document.body.classList.remove('has-team');
    if (!show) return;
    results.element.hidden = false;
    map.showAnswer(state.answer);
    results.focus();
  }

  function follow(): void {
    const { facility: id } = readHash(location.hash);
    if (id) void facility.open(id);
    else facility.close();
  }
  window.onhashchange = follow;

  async function changeLanguage(next: Language): Promise<void> {
    state.vocabulary = await fetchVocabulary(next).catch(() => state.vocabulary);
    setLanguage(next);
    keepLanguage(next);
    drawPage(state, state.answer !== null);
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
    h('div', { class: 'layout' }, h('main', { id: 'main', class: 'list', tabindex: '-1' }, question.element, summary, results.element, team.element, footerPanel(state)), map.element),
    facility.element,
    sheet.element,
  );
  mountAnnouncer(app);
  setMapOpen(false);

  const board = state.teams.at(-1);
  if (again) void search(true).then(() => (board ? solve(board) : undefined));
  if (openAt.facility) void facility.open(openAt.facility);

  // The list is on the screen first; the map begins when the browser has nothing better to do.
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300));
  if (wide.matches) idle(() => void map.load());
  wide.onchange = () => { if (wide.matches) void map.load(); };
}

async function start(): Promise<void> {
  setLanguage(preferredLanguage());
  startTheme();
  replace(app, h('p', { class: 'boot', role: 'status' }, t().app.loading));
  try {
    const [vocabulary, status] = await Promise.all([fetchVocabulary(language()), fetchStatus().catch(() => null)]);
    drawPage({ vocabulary, status, question: freshQuestion(), answer: null, teams: [], askedAt: null }, false);
  } catch {
    replace(
      app,
      h('main', { class: 'boot', role: 'alert' }, h('h1', { class: 'page-title' }, t().error.boot), h('p', null, t().error.bootHelp), h('button', { type: 'button', class: 'button primary', onclick: () => location.reload() }, t().error.reload)),
    );
  }
}

void start();
