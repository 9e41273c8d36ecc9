import type { Labels, Language } from '../api/types';
import { easy } from './easy';
import { en } from './en';
import { ja, type Catalogue } from './ja';

const catalogues: Record<Language, Catalogue> = { ja, en, easy };
export const languages: readonly Language[] = ['ja', 'easy', 'en'];

let current: Language = 'ja';

export function setLanguage(language: Language): void {
  current = language;
  document.documentElement.lang = language === 'en' ? 'en' : 'ja';
}

export const language = (): Language => current;

export const t = (): Catalogue => catalogues[current];

/** A label of the vocabulary in the language in use; Japanese where a translation is not there yet. */
export function label(labels: Labels | string | undefined): string {
  if (labels === undefined) return '';
  return typeof labels === 'string' ? labels : labels[current] || labels.ja || Object.values(labels)[0] || '';
}

/** The parameter that keeps the language on the pages that the program writes itself. */
export const parameter = (): string => (current === 'ja' ? '' : `?lang=${current}`);

/** The locale for numbers and dates. */
export const locale = (): string => (current === 'en' ? 'en-GB' : 'ja-JP');
