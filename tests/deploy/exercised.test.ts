/** No file of deploy/ without a test that reads, renders or runs it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';

const ROOT = resolve(import.meta.dirname, '../..');
const TEMPLATES = 'deploy/helm/popcon/templates/';
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const tests = globSync('tests/**/*.{ts,py}', { cwd: ROOT })
  .filter((path) => basename(path) !== basename(import.meta.filename))
  .map(read)
  .join('\n');
const goldens = globSync('tests/golden/helm/*.yaml', { cwd: ROOT }).map(read).join('\n');

// A file that begins with an underscore is only ever part of another template.
for (const path of globSync('deploy/**/[!_]*.*', { cwd: ROOT }).sort()) {
  test(path, () => {
    const isRendered = path.startsWith(TEMPLATES) && path.endsWith('.yaml');
    if (isRendered)
      assert.ok(goldens.includes(`popcon/templates/${path.slice(TEMPLATES.length)}`), 'no golden has it');
    else assert.ok(tests.includes(basename(path)), 'no test names it');
  });
}
