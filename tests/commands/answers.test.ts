/** What the four commands print, in a terminal of 80 columns and in a pipe: goldens, and how they end. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import stringWidth from 'string-width';
import * as backtest from '../../src/commands/backtest.ts';
import type { CommandModule } from '../../src/commands/command.ts';
import * as doctor from '../../src/commands/doctor.ts';
import * as top from '../../src/commands/top.ts';
import * as trend from '../../src/commands/trend.ts';
import * as unused from '../../src/commands/unused.ts';
import * as why from '../../src/commands/why.ts';
import { startOfDayMs } from '../../src/series/day.ts';
import { matchGolden } from '../golden.ts';
import { day, everyDay, inventoryOf, library, type Recorded, recordTo } from '../reports/recorded.ts';
import { type Ran, runCommand } from './run.ts';

const NOW_MS = startOfDayMs(day('2026-05-29')) + 12 * 3_600_000;

const sized = (bytes: number, more = {}) => ({ bytes, requested: false, ...more });

/** A small hub and its image, with every verdict. */
const HUB: Recorded = {
  days: [
    ...everyDay('2026-01-01', '2026-05-29', {
      namespace: 'stat',
      processes: 40,
      packages: { numpy: 35, pandas: 20, requests: 12, certifi: 12 },
      direct: { numpy: 9, pandas: 20 },
    }),
    ...everyDay('2026-01-01', '2026-05-29', {
      namespace: 'biology-and-chemistry-lab',
      processes: 10,
      packages: { numpy: 9, biopython: 4 },
    }),
    { day: day('2026-01-20'), namespace: 'stat', packages: { astropy: 30 } },
    { day: day('2026-04-02'), namespace: 'stat', packages: { dask: 2 } },
    { day: day('2026-05-03'), namespace: 'stat', packages: { 'evil\u001b[31mname\u202e': 1, '=cmd': 1 } },
  ],
  inventories: [
    inventoryOf(
      [
        library('numpy', [], sized(70e6, { requested: true })),
        library('pandas', ['numpy', 'python-dateutil'], sized(60e6, { requested: true })),
        library('python-dateutil', ['six'], sized(300e3, { importNames: ['dateutil'] })),
        library('six', [], sized(40e3)),
        library('requests', ['certifi'], sized(200e3)),
        library('certifi', [], sized(290e3)),
        library('biopython', ['numpy'], sized(15e6, { requested: true })),
        library('astropy', ['numpy'], sized(45e6, { requested: true })),
        library('dask', ['cloudpickle'], sized(5e6, { requested: true })),
        library('cloudpickle', [], sized(90e3)),
        library('tensorflow', ['keras', 'h5py', 'numpy', 'absl-py'], sized(1.2e9, { requested: true })),
        library('keras', ['h5py'], sized(12e6)),
        library('h5py', ['numpy'], sized(30e6)),
        library('absl-py', [], sized(1e6)),
        library('tables', ['h5py', 'blosc2'], sized(20e6, { requested: true })),
        library('blosc2', [], sized(14e6)),
        library('black', ['click'], sized(4e6, { commands: ['black', 'blackd'], requested: true })),
        library('click', [], sized(800e3)),
        library('pytest', [], sized(900e3, { commands: ['pytest'], requested: true })),
        library('pytest-cov', [], sized(100e3, { entryPoints: { pytest11: ['pytest_cov'] } })),
        library('types-six', [], sized(20e3, { importNames: [] })),
        library('traitlets', [], sized(500e3)),
        library('popularity-contest', [], sized(30e3)),
        library('xarray', ['numpy'], sized(9e6, { requested: true })),
      ],
      {
        activation: 'ipython',
        baseline: ['traitlets', 'popularity-contest'],
        python: { version: '3.12.7', implementation: 'cpython' },
      },
    ),
  ],
};

/** The original's reporter: imports without processes. */
const OLD: Recorded = { days: everyDay('2026-04-01', '2026-05-29', { packages: { numpy: 3, PyYAML: 1 } }) };

/** More than a year of a laboratory, to whose image `late` came in spring, and `returns` is used in autumn. */
const YEAR: Recorded = {
  days: [
    ...everyDay('2025-04-01', '2026-05-29', { namespace: 'lab', processes: 5, packages: { numpy: 4 } }),
    { day: day('2025-11-03'), namespace: 'lab', packages: { returns: 5 } },
  ],
  inventories: ['2025-04-01', '2026-03-01'].map((on) =>
    inventoryOf(
      [
        library('numpy', [], sized(70e6)),
        library('returns', [], sized(7e6)),
        library('idle', ['held'], sized(9e6)),
        library('held', [], sized(1e6)),
        ...(on < '2026' ? [] : [library('late', [], sized(2e6)), library('later', ['held'], sized(3e6))]),
      ],
      { day: on },
    ),
  ),
};

const folder = mkdtempSync(join(tmpdir(), 'popcon-answers-'));
const home = process.cwd();

before(async () => {
  process.chdir(folder);
  await recordTo('popcon.db', HUB);
  await recordTo('old.db', OLD);
  await recordTo('year.db', YEAR);
  await recordTo('empty.db', { days: [] });
  await recordTo('none.db', { days: [{ day: day('2026-05-28'), processes: 1 }] });
  await recordTo('two.db', {
    days: [],
    inventories: [inventoryOf([library('numpy')]), inventoryOf([library('scipy')], { environment: 'other' })],
  });
  await recordTo('month.db', {
    days: everyDay('2026-04-29', '2026-05-29', { processes: 5, packages: { numpy: 1 } }),
    inventories: [inventoryOf([library('numpy'), library('idle')])],
  });
  writeFileSync('keep.txt', '# the spring course\nxarray\ngone-*\n');
  writeFileSync('requirements.txt', '# maths\nnumpy\ntensorflow>=2  # for deep learning\n\ntables\nxarray\n');
});
after(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

function run(command: CommandModule, args: string, columns?: number): Promise<Ran> {
  return runCommand(command, args.split(' ').filter(Boolean), {
    nowMs: NOW_MS,
    env: { NO_COLOR: '1' },
    ...(columns === undefined ? {} : { columns }),
  });
}

const GOLDENS: Readonly<Record<string, readonly [command: CommandModule, args: string, columns?: number]>> = {
  'top.txt': [top, '', 80],
  'top-piped.txt': [top, ''],
  'top-narrow.txt': [top, '--limit 3', 60],
  'top-by-namespace.txt': [top, '--split namespace', 80],
  'top-by-root.txt': [top, '--group-by root', 80],
  'top-namespace.txt': [top, '--namespace stat --since 2026-05-01', 80],
  'top-old-reporters.txt': [top, '--from old.db', 80],
  'top.csv': [top, '--csv'],
  'top-by-namespace.csv': [top, '--csv --split namespace --limit 2'],
  'top.json': [top, '--json --limit 2'],
  'trend.txt': [trend, 'numpy dask astropy --since 2026-01-01', 80],
  'trend-day.txt': [trend, 'dask --since 2026-03-27 --until 2026-04-05 --by day', 80],
  'trend-old-reporters.txt': [trend, 'pyyaml --from old.db --by month', 80],
  'trend.csv': [trend, 'numpy --csv --by month'],
  'trend.json': [trend, 'numpy --json --by month'],
  'unused.txt': [unused, '--below 5 --keep keep.txt', 80],
  'unused-piped.txt': [unused, ''],
  'unused-refused.txt': [unused, '--min-days 365 --min-processes 1000000', 80],
  'unused.csv': [unused, '--format csv'],
  'unused.md': [unused, '--format markdown --below 5'],
  'unused-refused.md': [unused, '--format markdown --min-days 365'],
  'unused-written.txt': [unused, '--file requirements.txt', 80],
  'unused-written.md': [unused, '--format markdown --file requirements.txt'],
  'unused.json': [unused, '--format json'],
  'unused-year.txt': [unused, '--from year.db', 80],
  'backtest.txt': [backtest, '--from year.db', 80],
  'backtest.csv': [backtest, '--from year.db --csv'],
  'backtest.json': [backtest, '--from year.db --json'],
  'why-needed.txt': [why, 'six', 80],
  'why-unused.txt': [why, 'h5py', 80],
  'why-written.txt': [why, 'tensorflow --file requirements.txt', 80],
  'why-used.txt': [why, 'numpy', 80],
  'why.json': [why, 'keras --json'],
};

describe('what is printed', () => {
  for (const [name, [command, args, columns]] of Object.entries(GOLDENS)) {
    test(name, async () => {
      const { stdout, stderr } = await run(command, args, columns);
      assert.equal(stderr, '');
      matchGolden(`answers/${name}`, stdout);
      if (columns === undefined) return;
      for (const line of stdout.split('\n')) assert.ok(stringWidth(line) <= columns, line);
    });
  }

  for (const [name, command, args, forms] of [
    ['top', top, '', ['json', 'csv']],
    ['trend', trend, 'numpy', ['json', 'csv']],
    ['unused', unused, '', ['json', 'csv']],
    ['why', why, 'six', ['json']],
  ] as const) {
    test(`${name}: --format names each form, a short flag is the same, and only one is taken`, async () => {
      for (const form of forms) {
        const { stdout } = await run(command, `${args} --format ${form}`);
        assert.equal((await run(command, `${args} --${form}`)).stdout, stdout);
        await assert.rejects(run(command, `${args} --${form} --format table`), /cannot be used with/);
      }
      await assert.rejects(run(command, `${args} --format yaml`), /Allowed choices are table, json/);
    });
  }

  test('fits 80 columns on a terminal that does not know its own', async () => {
    assert.equal((await run(top, '', 0)).stdout, (await run(top, '', 80)).stdout);
  });

  test('has no control characters, whatever was sent', async () => {
    for (const args of ['', '--csv', '--split namespace']) {
      const { stdout } = await run(top, args, 80);
      assert.match(stdout, /evil\ufffd\[31mname\ufffd/);
      assert.doesNotMatch(stdout, /[^\P{Cc}\n]|\u202e/u);
    }
  });

  test('has no formula for a spreadsheet', async () => {
    const { stdout } = await run(top, '--csv');
    assert.match(stdout, /^'=cmd,/m);
  });

  test('has colour only on a terminal that wants it', async () => {
    const cases = [
      [{ columns: 80, env: {} }, true],
      [{ columns: 80, env: { NO_COLOR: '1' } }, false],
      [{ columns: 80, env: { TERM: 'dumb' } }, false],
      [{ env: {} }, false],
    ] as const;
    for (const [options, colour] of cases) {
      const { stdout } = await runCommand(top, [], { nowMs: NOW_MS, ...options });
      assert.equal(stdout.includes('\u001b['), colour, JSON.stringify(options));
    }
  });

  test('is a picture, too, where asked for', async () => {
    await run(trend, 'numpy dask --svg trend.svg');
    const svg = readFileSync('trend.svg', 'utf8');
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    assert.match(svg, />numpy<\/text>/);
    assert.match(svg, />dask<\/text>/);
    assert.match(svg, /aria-label="Share of processes \(%\) by week: numpy, dask"/);
  });
});

describe('--write-remove', () => {
  test('pip: a command', async () => {
    const { stdout, stderr, exitCode } = await run(unused, '--write-remove pip --so-far');
    assert.equal(exitCode, 0);
    matchGolden('answers/remove-pip.sh', stdout);
    assert.match(stderr, /^Of 24 distributions: 0 unused over a year; 7 unused so far, in 149 days\./);
  });
  test('requirements.txt: a diff that keeps comments and order', async () => {
    const { stdout, stderr } = await run(unused, '--write-remove requirements.txt --so-far');
    matchGolden('answers/remove-requirements.diff', stdout);
    assert.match(stderr, /^goes: tensorflow: requirements\.txt:3: maths; for deep learning$/m);
    assert.match(stderr, /left out: keras: not named in requirements.txt/);
  });
  test('of what is unused so far nothing, where it is not asked for', async () => {
    assert.equal((await run(unused, '--write-remove pip')).stdout, '');
    const { stdout } = await run(unused, '--from year.db --write-remove pip');
    assert.equal(stdout, 'python -m pip uninstall idle\n');
  });
  test('nothing on evidence that does not carry it', async () => {
    const { stdout, exitCode } = await run(unused, '--write-remove pip --min-days 365');
    assert.equal(stdout, '');
    assert.equal(exitCode, 3);
  });
});

describe('how it ends', () => {
  const cases: Readonly<
    Record<string, readonly [command: CommandModule, args: string, exitCode: number, message?: RegExp]>
  > = {
    'unused there are, and nobody asked to fail': [unused, '', 0],
    'as many unused as are a finding': [unused, '--from year.db --fail-on 1', 1],
    'fewer unused than are a finding': [unused, '--from year.db --fail-on 2', 0],
    'what is unused so far is no finding': [unused, '--fail-on 1', 0],
    'no past month to try': [backtest, '--from month.db', 3, /^no past answer can be tried: 31 days/],
    'thin evidence, which the table says itself': [unused, '--min-days 365', 3, /^$/],
    'thin evidence, for a program': [
      unused,
      '--min-days 365 --json',
      3,
      /^nothing is called unused on this evidence: 90 of 365 days/,
    ],
    'thin evidence before any finding': [unused, '--min-days 365 --fail-on 1', 3, /^$/],
    'no ledger': [
      top,
      '--from nothing.db',
      4,
      /^there is no ledger nothing.db; start `popcon serve`.*--from$/,
    ],
    'an empty ledger': [
      top,
      '--from empty.db',
      3,
      /^ledger empty.db has nothing recorded yet: with `popcon serve` running on it, point a Python/,
    ],
    'an empty ledger has no trend, either': [trend, 'numpy --from empty.db', 3, /has nothing recorded yet/],
    'not a ledger': [
      top,
      '--from keep.txt',
      4,
      /^keep.txt is not a database; name another file with --from$/,
    ],
    'no inventory': [unused, '--from old.db', 3, /^ledger old.db keeps no inventory.*popcon inventory/],
    'nothing in the window': [
      top,
      '--since 2025-01-01 --until 2025-02-01',
      3,
      /nothing recorded from 2025-01-01 to 2025-02-01; the last day it has is 2026-05-29/,
    ],
    'a misspelt namespace': [
      top,
      '--namespace stats',
      2,
      /^no namespace is called "stats": did you mean stat\?$/,
    ],
    'a misspelt package': [
      trend,
      'numpi',
      2,
      /^no recorded package is called "numpi": did you mean numpy\?$/,
    ],
    'a misspelt distribution': [why, 'tensorflw', 2, /called "tensorflw": did you mean tensorflow\?$/],
    'a distribution like none': [why, 'qqqqqqqqqq', 2, /nor is it imported by it$/],
    'a misspelt environment': [unused, '--environment imag', 2, /called "imag": did you mean image\?$/],
    'an environment of two': [
      unused,
      '--ledger two.db',
      2,
      /^ledger two\.db keeps inventories of image, other: choose an environment; name it with --environment$/,
    ],
    'no environment at all': [
      unused,
      '--ledger none.db',
      3,
      /^ledger none\.db keeps no inventory.*`popcon inventory` records one; or name one with --inventory$/,
    ],
    'a port past the last': [
      doctor,
      '--port 70000',
      2,
      /^--port: '70000' is not a whole number from 1 to 65535$/,
    ],
    'a package by what is imported': [why, 'dateutil.parser', 0],
    'a package of another spelling': [why, 'Python.Dateutil', 0],
    'days the wrong way round': [
      top,
      '--since 2026-05-01 --until 2026-04-01',
      2,
      /is after --until 2026-04-01$/,
    ],
    'a day that is none': [
      top,
      '--since 2026-02-30',
      2,
      /^--since 2026-02-30 is not a day: write YYYY-MM-DD/,
    ],
    'a certificate that is none': [
      top,
      '--from http://127.0.0.1:9 --from-ca keep.txt',
      2,
      /^--from-ca keep.txt has no certificate in PEM form$/,
    ],
    'a keep-list that is not there': [
      unused,
      '--keep no.txt',
      2,
      /^--keep no.txt cannot be read \(ENOENT: no such file/,
    ],
    'an inventory that is not there': [
      unused,
      '--inventory no.json',
      2,
      /^--inventory no.json cannot be read \(ENOENT/,
    ],
    'a picture that cannot be written': [
      trend,
      'numpy --svg no/where.svg',
      4,
      /^--svg no\/where.svg cannot be/,
    ],
    'requirements that are not there': [unused, '--write-remove no.txt', 2, /^no.txt: no such file/],
  };
  for (const [name, [command, args, exitCode, message]] of Object.entries(cases)) {
    test(name, async () => {
      const ran = await run(command, args);
      assert.equal(ran.exitCode, exitCode, ran.line ?? ran.stderr);
      if (message !== undefined) assert.match(ran.line ?? '', message);
    });
  }
});
