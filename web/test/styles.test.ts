import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Classes that a file gives a rule of their own, print aside: there a file may say what another one's part does on paper. */
function owned(css: string): Set<string> {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/@media print\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  return new Set([...plain.matchAll(/(?:^|[{}])\s*\.([\w-]+)\s*(?=\{)/g)].map((found) => found[1] ?? ''));
}

it('gives a class to one file: two parts that share a name would dress each other', () => {
  const owners = new Map<string, string[]>();
  for (const file of readdirSync('src/styles').filter((name) => name.endsWith('.css') && name !== 'pages.css' && name !== 'print.css')) {
    for (const name of owned(readFileSync(`src/styles/${file}`, 'utf8'))) owners.set(name, [...(owners.get(name) ?? []), file]);
  }
  expect(owners.size).toBeGreaterThan(200);
  expect([...owners].filter(([, files]) => files.length > 1)).toEqual([]);
});
