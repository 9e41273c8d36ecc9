import { describe, expect, it } from 'vitest';
import { japaneseTime, japaneseToday, points, span, telephone, weekday } from '../src/format';
import { readHash, writeHash } from '../src/hash';
import { destination, ring } from '../src/map/geodesic';
import { short } from '../src/map/symbols';

const term = (weight: number, value: number) => ({ term: 'distance', label: 'x', weight, value, reason: '' });

describe('the points on the screen', () => {
  it('add up to the total on the screen even where rounding would not', () => {
    for (let seed = 1; seed < 500; seed += 1) {
      const terms = [0.35, 0.25, 0.2, 0.1, 0.1].map((weight, index) => term(weight, ((seed * (index + 7) * 31) % 1000) / 1000));
      const score = terms.reduce((sum, one) => sum + one.weight * one.value, 0);
      const { each, total } = points(terms, score);
      expect(Math.round(each.reduce((sum, n) => sum + n, 0) * 10)).toBe(Math.round(total * 10));
      each.forEach((shown, index) => expect(Math.abs(shown - (terms[index]?.weight ?? 0) * (terms[index]?.value ?? 0) * 100)).toBeLessThanOrEqual(0.1));
    }
  });

  it('are those of a single term when there is one', () => {
    expect(points([term(0.5, 0.5)], 0.25)).toEqual({ each: [25], total: 25 });
  });
});

describe('a span of a day', () => {
  it('says what nobody said instead of a time', () => {
    expect(span({ from: '09:00', to: '12:00' })).toBe('09:00–12:00');
    expect(span({ from: '17:00', to: '' })).toBe('17:00以降');
    expect(span({ from: '', to: '' })).toBe('時間は要確認');
  });

  it('runs into the next day on the clock of that day', () => {
    expect(span({ from: '22:00', to: '30:00' })).toBe('22:00–翌06:00');
    expect(span({ from: '17:00', to: '24:00' })).toBe('17:00–24:00');
    expect(span({ from: '08:30', to: '24:30' })).toBe('08:30–翌00:30');
    expect(span({ from: '00:00', to: '24:00' })).toBe('24時間');
  });
});

describe('days', () => {
  it('are those of Japan, not of the device', () => {
    const evening = Date.UTC(2026, 10, 20, 16, 0);
    expect(japaneseToday(0, evening)).toBe('2026-11-21');
    expect(japaneseToday(7, evening)).toBe('2026-11-28');
    expect(weekday('2026-11-21')).toBe('土');
  });
});

describe('the address bar', () => {
  it('reads back what it writes', () => {
    const view = { facility: 'cl/0001 ア', map: { zoom: 11.5, lat: 35.241, lon: 139.683 } };
    expect(readHash(writeHash(view))).toEqual(view);
    expect(writeHash({ facility: null, map: null })).toBe('');
  });

  it('ignores a place that is none', () => {
    for (const bad of ['#map=1/2', '#map=a/b/c', '#map=3/99/10', '#map=3/10/400', '#', '']) expect(readHash(bad).map).toBeNull();
  });
});

describe('the 16 km line', () => {
  it('lies 16 km away in every direction', () => {
    const rad = Math.PI / 180;
    for (const [lon, lat] of ring(43.06, 141.35, 16_000)) {
      const x = Math.sin(((lat - 43.06) * rad) / 2) ** 2 + Math.cos(43.06 * rad) * Math.cos(lat * rad) * Math.sin(((lon - 141.35) * rad) / 2) ** 2;
      expect(2 * 6_371_008.8 * Math.asin(Math.sqrt(x))).toBeCloseTo(16_000, 3);
    }
  });

  it('is closed', () => {
    const line = ring(35, 139, 16_000);
    expect(line[0]).toEqual(line[line.length - 1]);
    expect(destination(35, 139, 0, 90)[0]).toBeCloseTo(139, 9);
  });
});

it('dials numbers however they are written', () => {
  expect(telephone('０４６－８００－１２３４')).toBe('tel:0468001234');
  expect(telephone('046(800)1234')).toBe('tel:0468001234');
});

it('reads a time field as Japanese time', () => {
  expect(japaneseTime('2026-12-01T13:00')).toBe('2026-12-01T13:00:00+09:00');
});

it('keeps numbers on the map short', () => {
  expect([7, 999, 1204, 45_210].map(short)).toEqual(['7', '999', '1.2k', '45k']);
});
