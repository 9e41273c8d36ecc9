import { expect, it } from 'vitest';
import { match, suggest } from '../dev/answers';
import { vocabulary } from '../dev/vocabulary';
import { freshQuestion, matchQuestion, origin } from '../src/state';

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

it('is answered by the mock in the shape the documents promise', () => {
  const place = suggest('港')[0];
  expect(place).toBeDefined();
  const answer = match({ origin: { address: place?.matched ?? '' }, role: 'attending', needs: ['home_visit_scheduled', 'tpn'], wishes: [], lang: 'ja' });
  if (!('candidates' in answer)) throw new Error('no answer');
  expect(answer.candidates.length).toBeGreaterThan(0);
  for (const one of answer.candidates) {
    expect(one.requirements.some((requirement) => requirement.state === 'unmet')).toBe(false);
    expect(one.score).toBeCloseTo(one.terms.reduce((sum, term) => sum + term.weight * term.value, 0), 12);
  }
  expect(vocabulary.needs.every((need) => vocabulary.groups.some((group) => group.id === need.group))).toBe(true);
});
