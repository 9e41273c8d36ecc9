import type { Interpretation, Language, Match, MatchAnswer, MatchQuestion, OriginQuestion, Requirement, Status, Team, TeamQuestion, Vocabulary } from './api/types';
import { japaneseTime } from './format';
import { label } from './i18n';

export type Strength = 'must' | 'wish';

/**
 * The question lives in this object and nowhere else: not in the URL, not in storage, not in the history.
 * Closing the page forgets it.
 */
export interface Question {
  /** The place in the team to fill. */
  role: string;
  /** The question in the asker's own words. */
  words: string;
  /** The address. */
  text: string;
  /** Set when the home was given by a position, not by words. */
  position: { lat: number; lon: number; from: 'here' | 'center' } | null;
  needs: Map<string, Strength>;
  at: string;
  /** When the asker can phone, in free words: 「平日 13時-17時」. */
  hours: string;
}

export interface State {
  vocabulary: Vocabulary;
  status: Status | null;
  question: Question;
  answer: MatchAnswer | null;
  /** The body that `answer` answers, to tell whether the question has changed since. */
  asked: string | null;
  /** What somebody kept of the answers, by identifier, in the order it was kept. */
  shortlist: Map<string, Match>;
  /** Which of the shortlist were found for a question that has changed since. */
  outdated: Set<string>;
  /** Whom to compare: up to two. */
  pair: Match[];
  /** The two that stand side by side. */
  compared: readonly [Match, Match] | null;
  /** The team on the screen. */
  team: Team | null;
  /** What is wanted of the team on the screen, the latest last; empty while the list of candidates is shown. */
  teams: TeamQuestion[];
  /** Whether the answer on the screen was asked for a moment of its own. */
  askedAt: string | null;
}

export const freshQuestion = (): Question => ({
  role: 'attending',
  words: '',
  text: '',
  position: null,
  needs: new Map<string, Strength>([['home_visit_scheduled', 'must']]),
  at: '',
  hours: '',
});

export const freshState = (vocabulary: Vocabulary, status: Status | null): State => ({
  vocabulary, status, question: freshQuestion(), answer: null, asked: null, shortlist: new Map<string, Match>(), outdated: new Set<string>(), pair: [], compared: null, team: null, teams: [], askedAt: null,
});

/** Forgets the patient and everything that was found for them. */
export function forget(state: State): void {
  Object.assign(state, freshState(state.vocabulary, state.status));
}

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
    role: question.role,
    needs: of('must'),
    wishes: of('wish'),
    ...(question.at ? { at: japaneseTime(question.at) } : {}),
    ...(question.hours.trim() ? { my_hours: question.hours.trim() } : {}),
    limit: 10,
    lang,
  };
}

/** Whether a place in the team can be asked for something. What names no place is a state of the patient and concerns all. */
export function concerns(vocabulary: Vocabulary, role: string, id: string): boolean {
  const entry = vocabulary.needs.find((need) => need.id === id);
  return entry !== undefined && (entry.roles.length === 0 || entry.roles.includes(role));
}

/** Another place in the team: what it cannot be asked for leaves the question. */
export function chooseRole(question: Question, vocabulary: Vocabulary, role: string): void {
  question.role = role;
  for (const id of [...question.needs.keys()]) if (!concerns(vocabulary, role, id)) question.needs.delete(id);
}

/** Puts what a text says into the question. What the text does not speak of stays as it was. */
export function take(question: Question, vocabulary: Vocabulary, said: Interpretation): void {
  if (said.role) chooseRole(question, vocabulary, said.role.id);
  const place = said.place?.candidates[0];
  if (place) {
    question.text = place.matched + place.rest;
    question.position = null;
  }
  for (const { id } of [...said.needs, ...said.capabilities]) if (concerns(vocabulary, question.role, id)) question.needs.set(id, 'must');
  for (const { id } of said.denied) question.needs.delete(id);
  // The time field speaks of Japanese clocks without saying so.
  if (said.at) question.at = said.at.at.slice(0, 16);
}

/** What is asked, whatever the language of the answer. */
const askedBody = (body: MatchQuestion): string => JSON.stringify({ ...body, lang: null });

export const isAnswered = (state: State, body: MatchQuestion): boolean => state.answer !== null && state.asked === askedBody(body);

/** Takes an answer in. What was kept is told anew where the answer has it, and marked where the question has changed. */
export function takeAnswer(state: State, body: MatchQuestion, answer: MatchAnswer): void {
  const asked = askedBody(body);
  if (state.asked !== null && state.asked !== asked) for (const id of state.shortlist.keys()) state.outdated.add(id);
  state.asked = asked;
  state.answer = answer;
  state.askedAt = body.at ?? null;
  for (const match of [...answer.candidates, ...answer.near_misses]) {
    const { id } = match.facility;
    state.outdated.delete(id);
    if (state.shortlist.has(id)) state.shortlist.set(id, match);
    const renew = (one: Match): Match => (one.facility.id === id ? match : one);
    state.pair = state.pair.map(renew);
    if (state.compared) state.compared = [renew(state.compared[0]), renew(state.compared[1])];
  }
}

/** The needs of the question that ask for what an institution lacks: itself, or the situations that bring it. */
export function neededBy(question: Question, requirement: Requirement): string[] {
  return [requirement.need, ...requirement.any_of, ...requirement.asked_by.map((one) => one.need)].filter((id, at, all) => question.needs.get(id) === 'must' && all.indexOf(id) === at);
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
