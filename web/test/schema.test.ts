import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('has types generated from the description of the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaitaku-schema-'));
  try {
    execFileSync('npm', ['run', '--silent', 'schema', '--', '--output', folder], { stdio: ['ignore', 'ignore', 'ignore'] });
    // Where they differ: npm run schema, then look at what changed.
    expect(readFileSync('generated/schema.ts', 'utf8') === readFileSync(join(folder, 'schema.ts'), 'utf8')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
