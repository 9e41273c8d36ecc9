import type { Language, MatchAnswer, MatchQuestion, OriginQuestion, Status, Vocabulary } from './api/types';
import { japaneseTime } from './format';
import { label } from './i18n';

export type Strength = 'must' | 'wish';

/**
 * The question lives in this object and nowhere else: not in the URL, not in storage, not in the history.
 * Closing the page forgets it.
 */
export interface Question {
  text: string;
  /** Set when the home was given by a position, not by words. */
  position: { lat: number; lon: number; from: 'here' | 'center' } | null;
  needs: Map<string, Strength>;
  at: string;
}

export interface State {
  vocabulary: Vocabulary;
  status: Status | null;
  question: Question;
  answer: MatchAnswer | null;
  /** Whether the answer on the screen was asked for a moment of its own. */
  askedAt: string | null;
}

export const freshQuestion = (): Question => ({
  text: '',
  position: null,
  needs: new Map<string, Strength>([['home_visit_scheduled', 'must']]),
  at: '',
});

export function origin(question: Question): OriginQuestion | null {
  if (question.position) return { lat: question.position.lat, lon: question.position.lon };
  const address = question.text.trim();
  return address === '' ? null : { address };
}

export function matchQuestion(question: Question, lang: Language): MatchQuestion | null {
  const where = origin(question);
  if (!where) return null;
  const of = (strength: Strength): string[] => [...question.needs].filter(([, s]) => s === strength).map(([id]) => id);
  return {
    origin: where,
    role: 'attending',
    needs: of('must'),
    wishes: of('wish'),
    ...(question.at ? { at: japaneseTime(question.at) } : {}),
    limit: 10,
    lang,
  };
}

export function needLabel(vocabulary: Vocabulary, id: string): string {
  const entry = vocabulary.needs.find((need) => need.id === id) ?? vocabulary.capabilities.find((capability) => capability.id === id);
  return label(entry?.label) || id;
}

export function kindLabel(vocabulary: Vocabulary, id: string): string {
  return label(vocabulary.kinds.find((kind) => kind.id === id)?.label) || id;
}

export function sourceLabel(vocabulary: Vocabulary, id: string | null): string {
  if (id === null) return '';
  return label(vocabulary.sources.find((source) => source.id === id)?.label) || id;
}
