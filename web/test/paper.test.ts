import { describe, expect, it } from 'vitest';
import { coarseArea } from '../src/paper/area';
import { eraDate, paperDate } from '../src/paper/era';
import { openHours, symbol } from '../src/paper/given';

describe('where somebody lives, on paper', () => {
  it('ends before the house number, however the address was written', () => {
    for (const [matched, town, chome] of [
      ['神奈川県横須賀市浦賀五丁目', '神奈川県横須賀市浦賀', '神奈川県横須賀市浦賀五丁目'],
      ['神奈川県横須賀市浦賀5丁目1番1号', '神奈川県横須賀市浦賀', '神奈川県横須賀市浦賀5丁目'],
      ['神奈川県横須賀市望洋台９５４８番地6', '神奈川県横須賀市望洋台', '神奈川県横須賀市望洋台'],
      ['東京都北区十条仲原一丁目12-3', '東京都北区十条仲原', '東京都北区十条仲原一丁目'],
      ['北海道札幌市中央区北五条西二丁目', '北海道札幌市中央区北五条西', '北海道札幌市中央区北五条西二丁目'],
      ['神奈川県横須賀市光風台 付近', '神奈川県横須賀市光風台', '神奈川県横須賀市光風台'],
    ] as const) {
      expect(coarseArea(matched, 'town')).toBe(town);
      expect(coarseArea(matched, 'chome')).toBe(chome);
      expect(coarseArea(matched, 'blank')).toBe('');
    }
  });
});

describe('a date on paper', () => {
  it('has the era beside the year', () => {
    expect(paperDate('2026-11-20')).toBe('令和8年（2026年）11月20日(金)');
    expect(eraDate('2019-05-01')).toBe('令和元年5月1日');
    expect(eraDate('2019-04-30')).toBe('平成31年4月30日');
  });
});

it('marks an answer that nobody gave as neither a yes nor a no', () => {
  expect([symbol('met', 'yes'), symbol('ask', 'consult'), symbol('ask', 'yes'), symbol('unmet', 'no'), symbol('ask', 'unknown')]).toEqual(['○', '△', '△', '×', '―']);
});

it('leaves days that are closed out of hours, where room is short', () => {
  expect(openHours('月〜金 9:00〜12:00／土 9:00〜12:00／日・祝日・年末年始(12/29〜1/3)休み')).toBe('月〜金 9:00〜12:00／土 9:00〜12:00');
});
