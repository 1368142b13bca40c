/** Which program is asked to remove, and what is said where none can. Programs of the test note what they are asked. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Distribution } from '../../src/environment/inventory.ts';
import { runProgram } from '../../src/rehearsal/program.ts';
import { removeFrom } from '../../src/rehearsal/remove.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'popcon-remove-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const signal = new AbortController().signal;

function program(path: string, ...lines: readonly string[]): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), ['#!/bin/sh', ...lines].join('\n'));
  chmodSync(join(folder, path), 0o755);
}

interface Case {
  readonly remove: readonly Distribution[];
  /** Programs on PATH. */
  readonly has?: readonly string[];
  /** Folders of the copy. */
  readonly folders?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the copy's Python does besides noting. */
  readonly python?: string;
  /** With `@` for the test's folder. */
  readonly asked?: string;
  readonly failure?: string;
}

const one = { name: 'one' };
const packed = { name: 'packed', installer: 'conda', installedAs: 'packed-base' };
const PIP = '@/env/bin/python -I -B -m pip --disable-pip-version-check uninstall -y';
const CASES: Readonly<Record<string, Case>> = {
  'the copy’s own pip, where it has one': {
    remove: [one, { name: 'two', installer: 'uv' }],
    has: ['uv'],
    folders: ['lib/python3.12/site-packages/pip'],
    asked: `${PIP} one two\n`,
  },
  'pip of a conda environment, wherever it lies': {
    remove: [one],
    has: ['uv'],
    folders: ['conda-meta'],
    asked: `${PIP} one\n`,
  },
  'pip of Windows': {
    remove: [one],
    has: ['uv'],
    folders: ['Lib/python/site-packages/pip'],
    asked: `${PIP} one\n`,
  },
  'uv, where there is no pip': {
    remove: [one],
    has: ['uv'],
    asked: '@/programs/uv pip uninstall --python @/env/bin/python one\n',
  },
  'neither pip nor uv': {
    remove: [one],
    python: 'echo "@/env/bin/python: No module named pip" >&2; exit 1',
    failure: 'python does not remove one: @/env/bin/python: No module named pip, and there is no uv on PATH',
  },
  'what pip says, on whichever of its outputs': {
    remove: [one],
    python: 'echo "ERROR: no RECORD"; exit 1',
    failure: 'python does not remove one: ERROR: no RECORD',
  },
  'a pip that is killed': {
    remove: [one],
    python: 'kill -9 $$',
    failure: 'python does not remove one: was ended by SIGKILL',
  },
  'conda by the name that it gave': {
    remove: [packed],
    has: ['micromamba', 'mamba'],
    asked: '@/programs/mamba remove --yes --offline --prefix @/env packed-base\n',
  },
  'the conda that runs here': {
    remove: [packed],
    has: ['conda'],
    env: { CONDA_EXE: '@/env/bin/python' },
    asked: '@/env/bin/python remove --yes --offline --prefix @/env packed-base\n',
  },
  'each by its installer': {
    remove: [packed, one],
    has: ['conda'],
    asked: `@/programs/conda remove --yes --offline --prefix @/env packed-base\n${PIP} one\n`,
  },
  'no conda': { remove: [packed], failure: 'conda installed packed-base, and no conda is on PATH' },
  Debian: {
    remove: [{ name: 'numpy', installer: 'debian', installedAs: 'python3-numpy' }],
    failure: 'Debian installed python3-numpy: no copy of a folder shows that',
  },
};

describe('what removes', () => {
  for (const [name, { remove, has = [], folders = [], env = {}, python = '', ...told }] of Object.entries(
    CASES,
  )) {
    test(name, async () => {
      const here = (text: string) => text.replaceAll('@', folder);
      const note = `echo "$0 $*" >> ${folder}/asked`;
      program('env/bin/python', note, here(python));
      for (const command of has) program(`programs/${command}`, note);
      for (const path of folders) mkdirSync(join(folder, 'env', path), { recursive: true });
      const prefix = join(folder, 'env');
      const variables = Object.entries(env).map(([variable, value]) => [variable, here(value)]);
      const removed = removeFrom({ python: join(prefix, 'bin/python'), prefix }, remove, {
        timeoutMs: 60_000,
        signal,
        env: { PATH: `/none:${folder}/programs`, ...Object.fromEntries(variables) },
      });
      const { asked, failure } = told;
      if (failure === undefined) await removed;
      else await assert.rejects(removed, { code: 'removal-failed', message: here(failure) });
      const path = join(folder, 'asked');
      if (asked !== undefined) assert.equal(readFileSync(path, 'utf8'), here(asked));
      else assert.equal(existsSync(path), python !== '');
    });
  }
});

describe('a program', () => {
  const start = (script: string, more: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {}) =>
    runProgram({
      command: '/bin/sh',
      args: ['-c', script],
      cwd: folder,
      env: { PATH: process.env.PATH },
      timeoutMs: 60_000,
      signal,
      ...more,
    });

  test('its end and what it said', async () => {
    const { status, stdout, stderr } = await start('pwd; echo "$PATH" >&2; exit 3');
    assert.deepEqual([status, stdout, stderr], [3, `${folder}\n`, `${process.env.PATH}\n`]);
  });

  test('it is ended with what it started, which has its outputs open', { timeout: 30_000 }, async () => {
    const { status, why } = await start('trap "" TERM; sleep 600 & wait', { timeoutMs: 200 });
    assert.deepEqual([status, why], [undefined, 'did not end within 0.2 s']);
  });

  test('an interruption ends it, or does not let it begin', { timeout: 30_000 }, async () => {
    const abort = new AbortController();
    const begun = start('sleep 600 & wait', { signal: abort.signal });
    abort.abort();
    await assert.rejects(begun, { code: 'interrupted', message: 'interrupted' });
    await assert.rejects(start(`echo > ${folder}/begun`, { signal: abort.signal }), { name: 'AbortError' });
    assert.equal(existsSync(join(folder, 'begun')), false);
  });

  test('one that is not there', async () => {
    const started = runProgram({ command: '/none', args: [], env: {}, timeoutMs: 60_000, signal });
    await assert.rejects(started, { code: 'no-python', message: '/none: spawn /none ENOENT' });
  });
});
