import './styles/index.css';
import { fetchSession, fetchStatus, fetchVocabulary } from './api/client';
import { drawDesk } from './desk';
import { language, setLanguage, t } from './i18n';
import { freshState } from './state';
import { mountAnnouncer } from './ui/announce';
import { h, replace } from './ui/dom';
import { preferredLanguage, startTheme } from './ui/preferences';

const app = document.querySelector('#app') as HTMLElement;

async function start(): Promise<void> {
  // Language is chosen before anything is drawn.
  setLanguage(preferredLanguage());
  startTheme();
  mountAnnouncer(document.body);
  replace(app, h('p', { class: 'boot', role: 'status' }, t().app.loading));
  try {
    const [vocabulary, status] = await Promise.all([fetchVocabulary(language()), fetchStatus().catch(() => null)]);
    // Before the first question: professionals are answered as such.
    if (status?.accounts) void fetchSession().catch(() => null);
    drawDesk(app, freshState(vocabulary, status), 'form');
  } catch {
    replace(
      app,
      h('main', { class: 'boot', role: 'alert' }, h('h1', { class: 'page-title' }, t().error.boot), h('p', null, t().error.bootHelp), h('button', { type: 'button', class: 'button primary', onclick: () => location.reload() }, t().error.reload)),
    );
  }
}

// What is folded on the screen is wanted on paper.
window.addEventListener('beforeprint', () => {
  const folded = [...document.querySelectorAll<HTMLDetailsElement>('.answers-fold:not([open])')];
  for (const one of folded) one.open = true;
  window.addEventListener('afterprint', () => { for (const one of folded) one.open = false; }, { once: true });
});

void start();
