/** What is said where nothing can be tried, and which line of an error says what is wrong. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLineOf, tryImports, tryRun } from '../../src/rehearsal/try.ts';

const LINES: Readonly<Record<string, readonly [text: string, line: string]>> = {
  'of a traceback with notes': [
    'Traceback:\nValueError: 1\n\nimportlib.metadata.PackageNotFoundError: zarr\nnote: more\n',
    'importlib.metadata.PackageNotFoundError: zarr',
  ],
  'in colours': ['\x1b[31mSystemExit: 3\x1b[0m\nlast\n', 'SystemExit: 3'],
  'without an error': ['one\n  two  \n \n', 'two'],
  'of nothing': ['', ''],
};

for (const [name, [text, line]] of Object.entries(LINES)) {
  test(`the line ${name}`, () => assert.equal(lastLineOf(text), line));
}

test('a Python that gets to no module fails each of them, and each file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-try-'));
  try {
    const python = join(folder, 'python');
    const limits = { timeoutMs: 60_000, signal: new AbortController().signal, env: {} };
    const tried = async (script: string) => {
      writeFileSync(python, `#!/bin/sh\n${script}\nexit 1\n`);
      chmodSync(python, 0o755);
      const imports = await tryImports({ python, prefix: folder }, ['a', 'b'], limits, () => {});
      return [...imports, await tryRun({ python, prefix: folder }, 'run.py', limits)];
    };
    assert.deepEqual(await tried('echo broken >&2'), [['a', 'broken\n'], ['b', 'broken\n'], 'broken']);
    const ended = 'ended the process with code 1';
    assert.deepEqual(await tried(''), [['a', ended], ['b', ended], 'ended with code 1']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
