import type { Language } from '../api/types';

/** Language, theme and the way to answer are kept on the device, and the sender of a FAX where a box is ticked for it (paper/sender.ts); nothing else. Storage may be refused; the page then forgets. */
export type Theme = 'light' | 'dark';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A private window may refuse; the choice then holds for this page only.
  }
}

export function preferredLanguage(): Language {
  const kept = read('zaitaku.language');
  if (kept === 'ja' || kept === 'en' || kept === 'easy') return kept;
  return navigator.language.toLowerCase().startsWith('ja') ? 'ja' : navigator.language.toLowerCase().startsWith('en') ? 'en' : 'ja';
}

export function keepLanguage(language: Language): void {
  write('zaitaku.language', language);
}

/** All questions on one page, or one at a time. */
export type FormMode = 'whole' | 'steps';

export const preferredMode = (): FormMode => (read('zaitaku.form') === 'steps' ? 'steps' : 'whole');

export function keepMode(mode: FormMode): void {
  write('zaitaku.form', mode);
}

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<(theme: Theme) => void>();
let chosen: Theme | null = null;

export const theme = (): Theme => chosen ?? (system.matches ? 'dark' : 'light');

function apply(): void {
  document.documentElement.dataset['theme'] = theme();
  for (const listener of listeners) listener(theme());
}

export function startTheme(): void {
  const kept = read('zaitaku.theme');
  chosen = kept === 'light' || kept === 'dark' ? kept : null;
  system.addEventListener('change', apply);
  apply();
}

export function toggleTheme(): void {
  chosen = theme() === 'dark' ? 'light' : 'dark';
  write('zaitaku.theme', chosen);
  apply();
}

/** Tells a listener about every change until the returned function is called. */
export function onTheme(listener: (theme: Theme) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
