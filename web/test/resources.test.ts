import { describe, expect, it } from 'vitest';
import type { Vocabulary } from '../src/api/types';
import { browseQuestion, noFilters, tileQuery, toggle } from '../src/resources/filters';
import { readLink, writeLink } from '../src/resources/link';
import { isLocalTime, momentOf } from '../src/resources/moment';

const words = { ja: '', en: '', easy: '' };
const vocabulary: Vocabulary = {
  kinds: ['clinic', 'hospital', 'pharmacy'].map((id) => ({ id, label: words, explanation: words })),
  capabilities: ['house_call', 'home_death_care'].map((id) => ({ id, group: 'visits', label: words, explanation: words, basis: 'practice', roles: [] })),
  groups: [], needs: [], need_tables: [], roles: [], sources: [],
};
const filters = { kinds: ['clinic', 'pharmacy'], can: ['home_death_care'], consult: true, open: 'tonight', unknownToo: true, month: '2026-12', day: '2026-11-28' };

describe('a link', () => {
  it('says everything that may be shared and is read back', () => {
    const link = { filters, facility: 'n-14/1', view: { zoom: 12.5, lat: 35.281, lon: 139.672 } };
    expect(writeLink(link)).toBe('#kind=clinic,pharmacy&can=home_death_care&consult=1&open=tonight&unknown=1&month=2026-12&day=2026-11-28&facility=n-14%2F1&map=12.5/35.281/139.672');
    expect(readLink(writeLink(link), vocabulary)).toEqual({ link, ignored: [] });
  });

  it('names what it does not understand', () => {
    const { link, ignored } = readLink('#kind=clinic,castle&can=fly&open=2026-02-30T10:00&consult=yes&month=2026-13&day=2026-02-30&map=99/1/1&near=home', vocabulary);
    expect(link).toEqual({ filters: { ...noFilters, kinds: ['clinic'] }, facility: null, view: null });
    expect(ignored).toEqual(['near', 'kind=castle', 'can=fly', 'open=2026-02-30T10:00', 'month=2026-13', 'day=2026-02-30', 'map=99/1/1', 'consult=yes']);
  });

  it('is empty where nothing is chosen', () => {
    expect(writeLink({ filters: noFilters, facility: null, view: null })).toBe('');
    expect(readLink('', vocabulary).ignored).toEqual([]);
  });
});

describe('a moment', () => {
  const friday = Date.parse('2026-11-20T14:03:40+09:00');
  it('is on Japanese clocks', () => {
    expect(momentOf('now', friday)).toBe('2026-11-20T14:00:00+09:00');
    expect(momentOf('tonight', friday)).toBe('2026-11-20T20:00:00+09:00');
    expect(momentOf('saturday', friday)).toBe('2026-11-21T10:00:00+09:00');
    expect(momentOf('2027-01-01T10:00', friday)).toBe('2027-01-01T10:00:00+09:00');
  });
  it('never lies in the past for those who say tonight or Saturday', () => {
    expect(momentOf('tonight', Date.parse('2026-11-20T22:41:00+09:00'))).toBe('2026-11-20T22:40:00+09:00');
    expect(momentOf('saturday', Date.parse('2026-11-21T09:00:00+09:00'))).toBe('2026-11-21T10:00:00+09:00');
    expect(momentOf('saturday', Date.parse('2026-11-21T10:30:00+09:00'))).toBe('2026-11-28T10:00:00+09:00');
    expect(momentOf('saturday', Date.parse('2026-11-22T00:10:00+09:00'))).toBe('2026-11-28T10:00:00+09:00');
  });
  it('exists', () => {
    expect(isLocalTime('2026-02-28T10:00')).toBe(true);
    expect(isLocalTime('2026-02-30T10:00')).toBe(false);
    expect(isLocalTime('2026-02-28T25:00')).toBe(false);
  });
});

describe('filters', () => {
  it('go on and off together, in the order of the vocabulary', () => {
    const all = ['clinic', 'hospital', 'pharmacy'];
    expect(toggle(['pharmacy'], ['hospital', 'clinic'], all)).toEqual(['clinic', 'hospital', 'pharmacy']);
    expect(toggle(['clinic', 'pharmacy'], ['clinic', 'hospital'], all)).toEqual(['clinic', 'hospital', 'pharmacy']);
    expect(toggle(['clinic', 'hospital', 'pharmacy'], ['clinic', 'hospital'], all)).toEqual(['pharmacy']);
  });

  it('a part of the map is ordered from its middle, the whole country is not', () => {
    const part = { filters: noFilters, text: '', place: null, box: [139, 35, 140, 36] as [number, number, number, number] };
    expect(browseQuestion(part, 20)).toEqual({ near: { lat: 35.5, lon: 139.5 }, bbox: [139, 35, 140, 36], limit: 20 });
    expect(browseQuestion({ ...part, box: [128, 30, 146, 46] }, 20)).toEqual({ bbox: [128, 30, 146, 46], limit: 20 });
  });

  it('a place comes before the map, and neither place nor text is in the address of a tile', () => {
    const browsing = { filters, text: '山田', place: { lat: 35.2, lon: 139.7, name: '浦賀', reach: 16_000 }, box: [139, 35, 140, 36] as [number, number, number, number] };
    const question = browseQuestion(browsing, 20);
    expect(question.near).toEqual({ lat: 35.2, lon: 139.7 });
    expect(question.bbox).toBeUndefined();
    expect(question.text).toBe('山田');
    expect([question.new_patients, question.vacancy_on, question.or_consult]).toEqual(['2026-12', '2026-11-28', true]);
    expect(browseQuestion({ ...browsing, filters: { ...noFilters, consult: true, month: '2026-12' } }, 20).or_consult).toBe(true);
    expect(tileQuery(filters)).toMatch(/^kind=clinic,pharmacy&capability=home_death_care&or_consult=true&new_patients=2026-12&vacancy_on=2026-11-28&open_at=[\dT%AB-]+$/);
  });
});
