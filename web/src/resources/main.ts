import '../styles/index.css';
import { fetchSession, fetchStatus, fetchVocabulary } from '../api/client';
import { language, setLanguage, t } from '../i18n';
import { freshState } from '../state';
import { h, replace } from '../ui/dom';
import { preferredLanguage, startTheme } from '../ui/preferences';
import { readLink } from './link';
import { drawPage } from './page';
import { privateAreas } from './privacy';

const app = document.querySelector('#app') as HTMLElement;

async function start(): Promise<void> {
  setLanguage(preferredLanguage());
  startTheme();
  replace(app, h('p', { class: 'boot', role: 'status' }, t().app.loading));
  try {
    const [vocabulary, status] = await Promise.all([fetchVocabulary(language()), fetchStatus().catch(() => null)]);
    // Before the first question: professionals are answered as such.
    if (status?.accounts) void fetchSession().catch(() => null);
    const { link, ignored } = readLink(location.hash, vocabulary);
    drawPage(app, {
      state: freshState(vocabulary, status),
      browsing: { filters: link.filters, text: '', place: null, box: null },
      view: link.view, facility: link.facility, before: null, hidden: privateAreas(), ignored,
    });
  } catch {
    replace(
      app,
      h('main', { class: 'boot', role: 'alert' }, h('h1', { class: 'page-title' }, t().error.boot), h('p', null, t().error.bootHelp), h('button', { type: 'button', class: 'button primary', onclick: () => location.reload() }, t().error.reload)),
    );
  }
}

void start();
