/**
 * A real venv, in which packages are removed by its own pip and nothing of it changes. conda's part is taken by a
 * program that removes as conda does.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as command from '../../src/commands/rehearse.ts';
import { changedPaths, fingerprint } from '../../src/rehearsal/fingerprint.ts';
import type { Rehearsal } from '../../src/rehearsal/rehearse.ts';
import { runCommand } from '../commands/run.ts';
import { findPeerPython, hasPeer } from '../peers.ts';
import { day, recordTo } from '../reports/recorded.ts';

const NOW = Date.parse('2026-05-29T12:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'popcon-rehearse-'));
const env = join(folder, 'env');
const peer = findPeerPython();
const file = (name: string) => join(folder, name);

/** Module of the same name, and what it does. */
const DISTRIBUTIONS = {
  alpha: 'x = 1',
  beta: 'import alpha',
  gamma: 'print("noise")',
  delta: 'raise RuntimeError("always")',
  ends: 'import os; os._exit(3)',
  unused: 'import alpha',
  other: '',
  packed: '',
  user: 'import packed',
};

before(async () => {
  if (peer === undefined) return;
  execFileSync(peer, ['-m', 'venv', '--without-pip', env]);
  const site = purelib(join(env, 'bin/python'));
  // An inventory of all peers takes long: of them there is pip, and for the notebook's test the others.
  mkdirSync(file('pip'));
  symlinkSync(join(purelib(peer), 'pip'), join(file('pip'), 'pip'));
  writeFileSync(join(site, 'pip.pth'), `${file('pip')}\n`);
  for (const [name, body] of Object.entries(DISTRIBUTIONS)) install(site, name, body);
  writeFileSync(
    file('popcon.yml'),
    'removals: [{packages: [alpha], since: 2026-01-01, on: 2026-02-01, because: old}]\n',
  );
  writeFileSync(file('run.py'), 'import alpha\n');
  writeFileSync(file('fine.py'), 'import other\n');
  writeFileSync(
    file('slow.py'),
    'import time\ntry:\n  import other\nexcept ImportError:\n  for _ in range(60): time.sleep(1), print(1, flush=True)\n',
  );
  writeFileSync(file('touch.py'), 'import sys\nfor n in range(5): open(f"{sys.prefix}/new-{n}", "w")\n');
  const cell = {
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: ['import alpha'],
  };
  const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(file('cells.ipynb'), JSON.stringify(notebook));
  const { unused: _, ...used } = DISTRIBUTIONS;
  const packages = Object.fromEntries(Object.keys(used).map((name) => [name, 1]));
  await recordTo(file('counts.db'), { days: [{ day: day('2026-05-01'), processes: 9, packages }] });
});
after(() => rmSync(folder, { recursive: true }));

function purelib(python: string): string {
  const print = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-c', print], { encoding: 'utf8' }).trim();
}

function install(site: string, name: string, body: string): void {
  const info = `${name}-1.0.dist-info`;
  mkdirSync(join(site, info));
  const files: Readonly<Record<string, string>> = {
    [`${name}.py`]: `${body}\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${info}/INSTALLER`]: name === 'packed' ? 'conda\n' : 'pip\n',
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(site, path), text);
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,\n`);
  writeFileSync(join(site, info, 'RECORD'), record.join(''));
}

async function run(...args: string[]) {
  const base = [
    '--python',
    join(env, 'bin/python'),
    '--ledger',
    file('counts.db'),
    '--config',
    file('popcon.yml'),
  ];
  return runCommand(command, [...args, ...base], {
    nowMs: NOW,
    env: { PATH: `${folder}:${process.env.PATH}` },
  });
}

async function rehearsed(...args: string[]): Promise<Rehearsal> {
  const { stdout, failure } = await run(...args, '--json');
  if (failure !== undefined) throw failure;
  return JSON.parse(stdout);
}

describe('a rehearsal', () => {
  test('what fails in the copy alone, its first error, and what must stay', async (t) => {
    if (!hasPeer(t, peer, 'python')) return;
    const peers = join(purelib(join(env, 'bin/python')), 'peers.pth');
    writeFileSync(peers, `${purelib(peer)}\n`);
    t.after(() => rmSync(peers));
    const before = await fingerprint(env);
    const found = await rehearsed('--run', file('[fr]*.py'), '--run', file('*.ipynb'), '--copy-in', folder);
    assert.deepEqual(found.removed, ['alpha']);
    assert.equal(found.ran, 3);
    assert.deepEqual(
      found.broken.map(({ what, error, needs }) => [what.replace(`${folder}/`, ''), error, needs]),
      [
        ['import beta', "ModuleNotFoundError: No module named 'alpha'", [['alpha']]],
        ['run.py', "ModuleNotFoundError: No module named 'alpha'", [['alpha']]],
        ['cells.ipynb', "ModuleNotFoundError: No module named 'alpha'", [['alpha']]],
      ],
    );
    assert.deepEqual(found.failsAlready, [
      { what: 'import delta', error: 'RuntimeError: always' },
      { what: 'import ends', error: 'ended the process with code 3' },
    ]);
    assert.deepEqual(changedPaths(before, await fingerprint(env)), []);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('.popcon')),
      [],
      'the copy is gone',
    );
  });

  test('nothing fails: exit code 0', async (t) => {
    if (!hasPeer(t, peer, 'python')) return;
    const { stdout, exitCode } = await run('other');
    assert.match(stdout, /^Nothing fails that works with it\.$/m);
    assert.equal(exitCode, 0);
  });

  test('what does not end is ended', async (t) => {
    if (!hasPeer(t, peer, 'python')) return;
    const { broken } = await rehearsed('other', '--run', file('slow.py'), '--timeout', '5s');
    assert.deepEqual(
      broken.map(({ error, needs }) => [error, needs]),
      [['did not end within 5 s', [['other']]]],
    );
  });

  test('conda removes what it installed; what it leaves out is said', async (t) => {
    if (!hasPeer(t, peer, 'python')) return;
    const program = file('conda');
    const remove = [
      '#!/bin/sh',
      `echo "$CONDA_REGISTER_ENVS $*" > ${file('asked')}`,
      'while [ "$1" != --prefix ]; do shift; done',
      'rm -rf "$2"/lib/python*/site-packages/packed* "$2"/lib/python*/site-packages/ends*',
    ];
    writeFileSync(program, remove.join('\n'));
    chmodSync(program, 0o755);
    const records = join(env, 'conda-meta');
    mkdirSync(records);
    t.after(() => rmSync(records, { recursive: true }));
    const paths = ['text', 'binary', 'binary'].map((mode) => ({ file_mode: mode }));
    writeFileSync(join(records, 'packed-1.0.json'), JSON.stringify({ paths }));
    const { stdout, exitCode } = await run('packed', '--json');
    const { broken, alsoGone, notShown }: Rehearsal = JSON.parse(stdout);
    assert.deepEqual(alsoGone, ['ends']);
    assert.match(notShown[0] ?? '', /^2 programs and libraries have the path of the environment compiled in/);
    assert.equal(exitCode, 1);
    assert.deepEqual(
      broken.map(({ what, needs }) => [what, needs]),
      [['import user', [['packed']]]],
    );
    const asked = /^false remove --yes --offline --prefix \S+\/\.popcon-rehearsal-\w+ packed$/;
    assert.match(readFileSync(file('asked'), 'utf8').trim(), asked);
    writeFileSync(program, '#!/bin/sh\nexit 0\n');
    assert.match((await run('packed')).failure?.message ?? '', /^packed: still in the copy/);
    writeFileSync(program, '#!/bin/sh\necho PackagesNotFoundError: packed >&2\nexit 1\n');
    const refused = await run('packed');
    assert.equal(refused.failure?.message, 'conda does not remove packed: PackagesNotFoundError: packed');
  });

  test('an environment that was changed meanwhile is a failure', async (t) => {
    if (!hasPeer(t, peer, 'python')) return;
    const { failure } = await run('other', '--run', file('touch.py'));
    assert.equal(failure?.code, 'environment-touched');
    assert.match(failure?.message ?? '', /: \S+\/new-0, \S+\/new-1, \S+\/new-2 and 2 more;/);
  });

  test('a name that is not installed is refused', async (t) => {
    if (!hasPeer(t, peer, 'python')) return;
    assert.match((await run('alphb')).failure?.message ?? '', /did you mean alpha\?/);
    assert.match((await run('alpha', '--run', file('no*.py'))).failure?.message ?? '', /names no file$/);
  });
});
