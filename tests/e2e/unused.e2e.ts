/**
 * The promise of `popcon unused`, kept or not, on a real environment: real processes report to a real collector,
 * what it says can go is really uninstalled, and then the same processes run again and `pip check` is content.
 * The days between are made by moving what was recorded into the past; nothing else is made up.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { UnusedReport } from '../../src/reports/unused.ts';
import { hasPeer } from '../peers.ts';
import { copyVenv, counted, installVenv, runRemoval } from './judged-venv.ts';

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const CLI = join(ROOT, 'src/cli.ts');
const REQUIREMENTS = join(import.meta.dirname, 'unused-requirements.txt');
const SCRIPTS = join(import.meta.dirname, 'unused-scripts.py');
const CACHED = join(ROOT, '.cache/unused-venv');

const ENVIRONMENT = 'the environment of unused-requirements.txt';

const PROCESSES = ['plot', 'scrape', 'http2', 'serve', 'query', 'solve', 'configure', 'graph'];
/** How often all of them run, and how many days lie between. */
const ROUNDS = 5;
const DAYS_BETWEEN = 8;
const LEAST_DISTRIBUTIONS = 80;

let folder: string;
let python: string | undefined;
let ledger: string;

before(async () => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  // Beside the cache, so that files of the one can be links to those of the other.
  folder = mkdtempSync(join(ROOT, '.cache/unused-'));
  ledger = join(folder, 'popcon.db');
  if (!(await installVenv(CACHED, [REQUIREMENTS], ['-r', REQUIREMENTS], 600_000))) return;
  python = await copyVenv(CACHED, join(folder, 'venv'));
  await popcon('inventory', '--python', python, '--environment', 'hub', '--ledger', ledger);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round > 0) moveIntoThePast(DAYS_BETWEEN);
    await runAll(python);
  }
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Every process once; returns when all that they sent is on disk. */
async function runAll(interpreter: string): Promise<void> {
  await counted(ledger, async (env) => {
    for (const name of PROCESSES) {
      await execute(interpreter, [SCRIPTS, name], { env: { ...process.env, ...env } });
    }
    return PROCESSES.length;
  });
}

function moveIntoThePast(days: number): void {
  const db = new DatabaseSync(ledger);
  db.exec(`
    UPDATE series SET first_day = first_day - ${days}, last_day = last_day - ${days};
    UPDATE days SET day = day - ${days};
    UPDATE inventories SET day = day - ${days}, document =
      json_set(document, '$.day', date(json_extract(document, '$.day'), '-${days} days')) WHERE document <> '';
    UPDATE installed SET first_day = first_day - ${days}, last_day = last_day - ${days};
  `);
  db.close();
}

async function popcon(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(process.execPath, [CLI, ...args], { maxBuffer: 1 << 26 });
  return stdout;
}

const QUESTION = ['--min-processes', '40', '--max-gap', String(DAYS_BETWEEN)];

const WRITE = ['--write-remove', 'pip', '--so-far'];

async function ask(...args: readonly string[]): Promise<UnusedReport> {
  return JSON.parse(await popcon('unused', '--from', ledger, ...QUESTION, '--json', ...args));
}

async function installedIn(interpreter: string): Promise<Set<string>> {
  const { stdout } = await execute(interpreter, ['-m', 'pip', 'list', '--format=json']);
  const rows: readonly { readonly name: string }[] = JSON.parse(stdout);
  return new Set(rows.map(({ name }) => name.toLowerCase().replaceAll(/[-_.]+/g, '-')));
}

/** Runs the command that `--write-remove pip` writes, in a copy of the environment. */
async function removeIn(interpreter: string, ...args: readonly string[]): Promise<void> {
  const command = await popcon('unused', '--from', ledger, ...QUESTION, ...WRITE, ...args);
  assert.match(command, /^# Of what is unused so far, .*\npython -m pip uninstall /);
  await runRemoval(interpreter, command);
}

/** Everything that ran before runs still, and nothing that is left misses what it requires. */
async function worksStill(interpreter: string): Promise<void> {
  const { stdout } = await execute(interpreter, ['-m', 'pip', 'check']);
  assert.match(stdout, /No broken requirements found/);
  for (const name of PROCESSES) await execute(interpreter, [SCRIPTS, name]);
}

test('the verdicts on a real environment', async (t) => {
  if (!hasPeer(t, python, ENVIRONMENT)) return;
  const report = await ask();
  const verdictOf = (name: string) => report.distributions.find((one) => one.name === name)?.verdict;
  assert.ok(report.distributions.length >= LEAST_DISTRIBUTIONS, String(report.distributions.length));
  assert.equal(report.evidence.processes, ROUNDS * PROCESSES.length);
  assert.deepEqual(report.missing, []);
  for (const name of [
    'pandas',
    'numpy',
    'matplotlib',
    'requests',
    'lxml',
    'h2',
    'flask',
    'sqlalchemy',
    'pyyaml',
  ]) {
    assert.equal(verdictOf(name)?.verdict, 'used', name);
  }
  for (const name of ['aiohttp', 'marshmallow', 'arrow', 'seaborn', 'openpyxl', 'tenacity', 'cachetools']) {
    assert.equal(verdictOf(name)?.verdict, 'unused so far', name);
  }
  assert.equal(verdictOf('tabulate')?.verdict, 'commands not seen');
  assert.deepEqual(verdictOf('types-requests'), {
    verdict: 'not observable',
    because: { kind: 'no module' },
  });
  assert.deepEqual(verdictOf('pytest-cov'), {
    verdict: 'not observable',
    because: { kind: 'plugin', group: 'pytest11', host: 'pytest' },
  });
  assert.equal(verdictOf('popularity-contest')?.verdict, 'baseline');
  const aiohttp = report.soFar.groups.find(({ root }) => root === 'aiohttp');
  assert.ok(aiohttp?.members.includes('aiosignal'), JSON.stringify(aiohttp));
  assert.ok(report.soFar.freed.distributions >= 10, String(report.soFar.freed.distributions));
  assert.equal(report.freed.distributions, 0);
});

test('the largest group can be uninstalled alone, with those it comes after', async (t) => {
  if (!hasPeer(t, python, ENVIRONMENT)) return;
  const { groups } = (await ask()).soFar;
  const largest = groups[0];
  assert.ok(largest !== undefined);
  const roots = [...largest.after, largest.root];
  const members = groups.filter(({ root }) => roots.includes(root)).flatMap((group) => group.members);
  await execute(python, ['-m', 'pip', 'uninstall', '-y', '-q', ...members]);
  await worksStill(python);
});

test('all that is said to be unused can, by the command that it writes', async (t) => {
  if (!hasPeer(t, python, ENVIRONMENT)) return;
  const { soFar, distributions } = await ask();
  const unused = new Set(soFar.groups.flatMap(({ members }) => members));
  await removeIn(python);
  const stays = distributions.map(({ name }) => name).filter((name) => !unused.has(name));
  assert.deepEqual([...(await installedIn(python))].sort(), stays.sort());
  await worksStill(python);
});

test('so can what may only be used by its commands, where that is asked for', async (t) => {
  if (!hasPeer(t, python, ENVIRONMENT)) return;
  await removeIn(python, '--include-commands');
  const left = await installedIn(python);
  for (const name of ['sphinx', 'tabulate', 'typer', 'dask']) assert.ok(!left.has(name), name);
  assert.ok(left.has('pip'));
  await worksStill(python);
});
