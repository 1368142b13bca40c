import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { reasonsFor } from '../../../src/environment/files/reasons.ts';
import { dayOf } from '../../../src/series/day.ts';
import { pageStamp, readPageConfiguration } from '../../../src/web/dashboard/page-configuration.ts';

test('pages know what is written in the files that popcon.yml names, and see an edit', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-terms-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = { configFile: join(folder, 'popcon.yml'), keepFile: undefined };
  const list = join(folder, 'requirements.txt');
  writeFileSync(files.configFile, 'files: [requirements.txt]\n');
  writeFileSync(list, 'numpy  # DATA 8\n');
  const written = () =>
    reasonsFor({ name: 'numpy' }, readPageConfiguration(files, 0).judging().written ?? new Map());
  assert.deepEqual(written(), [{ file: 'requirements.txt', line: 1, comments: ['DATA 8'] }]);
  const stamp = pageStamp(files);
  const first = stamp();
  assert.equal(stamp(), first);
  writeFileSync(list, 'numpy  # DATA 100 too\n');
  const second = stamp();
  assert.notEqual(second, first);
  assert.deepEqual(written()[0]?.comments, ['DATA 100 too']);
  writeFileSync(files.configFile, 'files: []\nkeep: [{name: leaf, until: 2026-05-28, owner: ana}]\n');
  assert.notEqual(stamp(), second);
  assert.deepEqual(readPageConfiguration(files, dayOf(Date.UTC(2026, 4, 29))).judging().expired, [
    'popcon.yml:2: `leaf` was kept until 2026-05-28, ask ana',
  ]);
});
