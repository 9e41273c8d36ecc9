import '../styles/index.css';
import { fetchStatus, fetchVocabulary } from '../api/client';
import { readHash, writeHash } from '../hash';
import { language, setLanguage, t } from '../i18n';
import { facilityPanel } from '../panels/facility';
import { headerPanel } from '../panels/header';
import { mapFrame } from '../panels/mapframe';
import { freshState, type State } from '../state';
import { mountAnnouncer } from '../ui/announce';
import { h, replace } from '../ui/dom';
import { keepLanguage, preferredLanguage, startTheme } from '../ui/preferences';

const app = document.querySelector('#app') as HTMLElement;

function drawPage(state: State): void {
  const { map: start } = readHash(location.hash);
  document.title = `${t().site.map}｜${t().app.name} ${t().app.roman}`;
  const facility = facilityPanel({ state, onClose: () => history.replaceState(null, '', writeHash({ ...readHash(location.hash), facility: null }) || location.pathname), onShowOnMap: (one) => void map.load().then((view) => view?.showPlace(one.lat, one.lon)) });
  const open = (id: string): void => { location.hash = writeHash({ ...readHash(location.hash), facility: id }); };
  const map = mapFrame({ start, onOpen: open, onMove: (view) => history.replaceState(null, '', writeHash({ map: view, facility: readHash(location.hash).facility })), onReady: () => document.body.classList.add('has-map') });
  const header = headerPanel({ current: 'map', demo: state.status?.demo ?? false, accounts: state.status?.accounts ?? false, tools: [], onLanguage: (next) => void fetchVocabulary(next).then((vocabulary) => { setLanguage(next); keepLanguage(next); drawPage({ ...state, vocabulary }); }) });
  replace(app, header, h('main', { id: 'main', tabindex: '-1' }, map.element), facility.element);
  mountAnnouncer(app);
  void map.load();
  window.onhashchange = () => { const { facility: id } = readHash(location.hash); if (id) void facility.open(id); else facility.close(); };
}

async function start(): Promise<void> {
  setLanguage(preferredLanguage());
  startTheme();
  const [vocabulary, status] = await Promise.all([fetchVocabulary(language()), fetchStatus().catch(() => null)]);
  drawPage(freshState(vocabulary, status));
}

void start();
