import { describe, expect, it } from 'vitest';
import { easy } from '../src/i18n/easy';
import { en } from '../src/i18n/en';
import { ja } from '../src/i18n/ja';
import * as papers from '../src/i18n/paper';

/** Every sentence of a catalogue; functions are called with sample values. */
function sentences(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, String((node as (...args: unknown[]) => string)(2, 2, 2))]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => sentences(value, `${path}.${key}`));
}

describe.each([['ja', { ...ja, papers: papers.ja }], ['en', { ...en, papers: papers.en }], ['easy', { ...easy, papers: papers.easy }]])('the words in %s', (_, catalogue) => {
  const all = sentences(catalogue);

  it('praise nobody', () => {
    // The guideline on medical advertising forbids comparison and praise.
    for (const [path, text] of all) expect(text, path).not.toMatch(/おすすめ|お勧め|推奨|最高|一番(良|よ)い|No\.?\s?1|\bbest\b|recommend/i);
  });

  it('are all there', () => {
    for (const [path, text] of all) if (path !== '.evidence.unit') expect(text.trim(), path).not.toBe('');
  });

  it('name the same things as Japanese does', () => {
    expect(all.map(([path]) => path).sort()).toEqual(sentences({ ...ja, papers: papers.ja }).map(([path]) => path).sort());
  });
});
