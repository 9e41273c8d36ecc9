import { describe, expect, it } from 'vitest';
import type { Interpretation, Match, MatchAnswer, MatchQuestion, Requirement, Need, Vocabulary } from '../src/api/types';
import { chooseRole, forget, freshQuestion, freshState, isAnswered, matchQuestion, neededBy, origin, take, takeAnswer } from '../src/state';

const name = { ja: '', en: '', easy: '' };
const need = (id: string, roles: string[]): Need => ({ id, group: 'visits', label: name, explanation: name, roles, sort: 'need', listed: [], synonyms: [], asks: [] });
const vocabulary: Vocabulary = {
  kinds: [], groups: [], capabilities: [], roles: [], sources: [], need_tables: [],
  needs: [need('home_visit_scheduled', ['attending']), need('nursing_24h', ['nursing']), need('terminal_cancer', []), need('oxygen_therapy', [])],
};
const span = { start: 0, end: 0 };
const mention = (id: string) => ({ id, label: id, matched_text: id, span });
const nothing: Interpretation = { place: null, other_places: [], needs: [], capabilities: [], denied: [], at: null, other_times: [], role: null, other_roles: [], rest: [], particles: [] };
const place = { lat: 35.2, lon: 139.7, level: 'town' as const, accuracy_m: 500, matched: '神奈川県横須賀市浦賀', rest: '', municipality: null, source: 'isj', score: 1 };

it('begins with home visits as the one need', () => {
  expect([...freshQuestion().needs]).toEqual([['home_visit_scheduled', 'must']]);
});

it('has no origin until something is typed or chosen', () => {
  const question = freshQuestion();
  question.text = '  ';
  expect(origin(question)).toBeNull();
  expect(matchQuestion(question, 'ja')).toBeNull();
  question.position = { lat: 35, lon: 139, from: 'here' };
  expect(origin(question)).toEqual({ lat: 35, lon: 139 });
});

it('sends needs and wishes apart, and a time only when there is one', () => {
  const question = freshQuestion();
  question.text = '港町2丁目';
  question.needs.set('tpn', 'wish');
  expect(matchQuestion(question, 'easy')).toEqual({ origin: { address: '港町2丁目' }, role: 'attending', needs: ['home_visit_scheduled'], wishes: ['tpn'], limit: 10, lang: 'easy' });
  question.at = '2026-12-01T13:00';
  expect(matchQuestion(question, 'ja')?.at).toBe('2026-12-01T13:00:00+09:00');
});

describe('a text that was understood', () => {
  it('fills in what it names and leaves the rest as it was', () => {
    const question = freshQuestion();
    question.needs.set('oxygen_therapy', 'wish');
    take(question, vocabulary, { ...nothing, place: { text: '浦賀', span, candidates: [place] }, needs: [mention('terminal_cancer')], at: { text: '土曜', span, at: '2026-11-28T10:00:00+09:00', certain: false } });
    expect(question).toMatchObject({ text: '神奈川県横須賀市浦賀', at: '2026-11-28T10:00', role: 'attending', position: null });
    expect([...question.needs]).toEqual([['home_visit_scheduled', 'must'], ['oxygen_therapy', 'wish'], ['terminal_cancer', 'must']]);
  });

  it('takes out what is said not to be there', () => {
    const question = freshQuestion();
    question.needs.set('oxygen_therapy', 'must');
    take(question, vocabulary, { ...nothing, denied: [mention('oxygen_therapy')] });
    expect(question.needs.has('oxygen_therapy')).toBe(false);
  });

  it('asks nobody for what is not theirs to do', () => {
    const question = freshQuestion();
    take(question, vocabulary, { ...nothing, role: mention('nursing'), capabilities: [mention('nursing_24h'), mention('home_visit_scheduled')] });
    expect(question.role).toBe('nursing');
    expect([...question.needs.keys()]).toEqual(['nursing_24h']);
  });
});

it('keeps the states of the patient when another place in the team is looked for', () => {
  const question = freshQuestion();
  question.needs.set('terminal_cancer', 'must');
  chooseRole(question, vocabulary, 'nursing');
  expect([...question.needs.keys()]).toEqual(['terminal_cancer']);
});

describe('an answer', () => {
  const body: MatchQuestion = { origin: { address: '港町' }, role: 'attending', needs: ['tpn'], wishes: [], limit: 10, lang: 'ja' };
  const match = (id: string, score: number) => ({ facility: { id }, score }) as Match;
  const answer = (...candidates: Match[]) => ({ candidates, near_misses: [] as Match[] }) as MatchAnswer;

  it('is the answer to its question in any language, and to no other', () => {
    const state = freshState(vocabulary, null);
    takeAnswer(state, body, answer(match('a', 1)));
    expect(isAnswered(state, { ...body, lang: 'en' })).toBe(true);
    expect(isAnswered(state, { ...body, needs: [] })).toBe(false);
  });

  it('tells anew what was kept, and marks what it does not tell', () => {
    const state = freshState(vocabulary, null);
    takeAnswer(state, body, answer(match('a', 1), match('b', 1)));
    for (const one of state.answer?.candidates ?? []) state.shortlist.set(one.facility.id, one);
    takeAnswer(state, { ...body, lang: 'en' }, answer(match('a', 2)));
    expect([...state.outdated]).toEqual([]);
    takeAnswer(state, { ...body, needs: ['opioids'] }, answer(match('b', 3)));
    expect([...state.outdated]).toEqual(['a']);
    expect([...state.shortlist.values()].map((one) => one.score)).toEqual([2, 3]);
  });

  it('is forgotten with the patient', () => {
    const state = freshState(vocabulary, null);
    state.question.text = '港町2丁目';
    takeAnswer(state, body, answer(match('a', 1)));
    state.shortlist.set('a', match('a', 1));
    forget(state);
    expect(state).toEqual(freshState(vocabulary, null));
  });
});

it('knows which needs would have to be let go, be they asked for or brought by a situation', () => {
  const question = freshQuestion();
  question.needs.set('terminal_cancer', 'must').set('dementia', 'wish');
  const lacks = (need: string, by: string[] = []) => ({ need, any_of: [need], asked_by: by.map((id) => ({ need: id })) }) as Requirement;
  expect(neededBy(question, lacks('home_visit_scheduled'))).toEqual(['home_visit_scheduled']);
  expect(neededBy(question, lacks('palliative_cancer', ['terminal_cancer', 'dementia']))).toEqual(['terminal_cancer']);
  expect(neededBy(question, lacks('backup_hospital'))).toEqual([]);
});

it('sends the hours of the asker only when there are any', () => {
  const question = freshQuestion();
  question.text = '港町2丁目';
  question.hours = '  ';
  expect(matchQuestion(question, 'ja')).not.toHaveProperty('my_hours');
  question.hours = ' 平日 13時-17時 ';
  expect(matchQuestion(question, 'ja')?.my_hours).toBe('平日 13時-17時');
});
