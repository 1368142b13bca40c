import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readRegularFile, stampOf } from '../src/regular-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-files-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

test('what is no file, or too large, is refused at once', () => {
  writeFileSync(at('file'), '12345');
  symlinkSync(at('file'), at('link'));
  mkdirSync(at('folder'));
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync(at('loop'), at('loop'));
  assert.equal(readRegularFile(at('link'), 5).toString(), '12345');
  for (const [path, reason] of [
    [at('file'), /it has 5 bytes, and 4 are allowed/],
    [at('folder'), /it is a folder/],
    [at('pipe'), /it is not a regular file/],
    ['/dev/zero', /it is not a regular file/],
    [at('loop'), /ELOOP/],
    [at('none'), /ENOENT/],
  ] as const) {
    assert.throws(() => readRegularFile(path, 4), { message: reason }, path);
  }
});

test('a stamp differs after a change, and there is one of what cannot be read', () => {
  const files = ['loop', 'none', 'file/below', 'file'].map(at);
  const before = stampOf(files);
  assert.equal(stampOf(files), before);
  writeFileSync(at('file'), '123456');
  assert.notEqual(stampOf(files), before);
});
