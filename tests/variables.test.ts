/** Whoever sets a variable for a test has it reach the test, which is started without the other settings of its caller. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { KEPT } from '../scripts/test/own-folders.ts';

const ROOT = resolve(import.meta.dirname, '..');

test('each variable that a test or a script of tests reads is one that reaches it', () => {
  const read = globSync('{tests,scripts/test,python/tests}/**/*.{ts,py}', { cwd: ROOT })
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .flatMap((text) =>
      [...text.matchAll(/(?:process\.env\.|environ\.get\(")(POPCON_\w+)/g)].map(([, name]) => name ?? ''),
    );
  assert.deepEqual(
    [...new Set(read)].filter((name) => !KEPT.has(name)),
    [],
  );
  assert.ok(read.length > 10);
});
