/**
 * The page of doubtful links works without this script. It adds keys, where the focus is in the list, and tells how far a joining is.
 * Its words come from the server, in the language of the page.
 */

export {};

/** How often the server is asked while a joining runs, in milliseconds. */
const PAUSE = 1_000;

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.doubt')];

/** The card that has the focus, or something in it. */
const current = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('.doubt') ?? null;

function move(step: number): void {
  const all = cards();
  const here = current();
  const next = all[here ? all.indexOf(here) + step : 0];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** The pair of the card that the key is about: the one with the focus, or the first. */
function press(key: string): void {
  const pair = document.activeElement?.closest('.doubt-pair') ?? current()?.querySelector('.doubt-pair');
  pair?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click();
}

function onKey(event: KeyboardEvent): void {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea, [contenteditable]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !current()) return;
  const key = event.key.toLowerCase();
  if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
  else if (['1', '2', '3'].includes(key)) press(key);
  else return;
  event.preventDefault();
}

/** 「あとで」 leads to the next card, and takes the focus there. */
function onClick(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#doubt-"]') : null;
  const card = link && document.getElementById(link.hash.slice(1));
  if (!card) return;
  event.preventDefault();
  card.focus();
  card.scrollIntoView({ block: 'nearest' });
}

interface Progress {
  state: string;
  running: boolean;
  words: string;
}

/** Asks until the joining has ended; then the page is loaded anew, for its list may be another. */
async function follow(status: HTMLElement): Promise<void> {
  const words = status.querySelector('[role="status"]');
  const lang = new URLSearchParams(location.search).get('lang');
  const path = lang ? `/admin/review/progress?lang=${encodeURIComponent(lang)}` : '/admin/review/progress';
  for (;;) {
    await new Promise((done) => setTimeout(done, PAUSE));
    const answer = await fetch(path).catch(() => null);
    // Without a connection the words stay as they are; the link beside them looks again.
    if (!answer?.ok) return;
    const progress = (await answer.json()) as Progress;
    if (words && words.textContent !== progress.words) words.textContent = progress.words;
    if (!progress.running) return location.replace(location.pathname + (lang ? `?lang=${encodeURIComponent(lang)}` : ''));
  }
}

document.addEventListener('keydown', onKey);
document.addEventListener('click', onClick);
const status = document.querySelector<HTMLElement>('.doubts-status');
if (status && ['waiting', 'running', 'writing'].includes(status.dataset['joining'] ?? '')) void follow(status);
// Whoever has just decided goes on with the next.
if (new URLSearchParams(location.search).has('made')) cards()[0]?.focus();
