/** Compares with a file of `tests/golden/`, reviewed as a diff; `UPDATE_GOLDEN=1` writes it anew. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const GOLDEN = resolve(import.meta.dirname, 'golden');

/** @param name the file's path below `tests/golden/`. */
export function matchGolden(name: string, actual: string): void {
  const path = join(GOLDEN, name);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  assert.ok(existsSync(path), `${path} is missing: UPDATE_GOLDEN=1 writes it`);
  assert.equal(actual, readFileSync(path, 'utf8'), `differs from ${path}: UPDATE_GOLDEN=1 writes it anew`);
}
