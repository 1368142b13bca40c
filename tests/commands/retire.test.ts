/** `popcon retire` from outside: what it writes into popcon.yml, and what it finds. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as retire from '../../src/commands/retire.ts';
import { startOfDayMs } from '../../src/series/day.ts';
import { day, everyDay, inventoryOf, library, recordTo } from '../reports/recorded.ts';
import { runCommand } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-retire-'));
const file = join(folder, 'popcon.yml');
after(() => rmSync(folder, { recursive: true }));

before(() =>
  recordTo(join(folder, 'counts.db'), {
    days: [
      ...everyDay('2026-04-01', '2026-05-29', {
        namespace: 'lab',
        processes: 40,
        packages: { numpy: 35, 'scikit-learn': 1 },
      }).map((each) => (each.day === day('2026-04-10') ? { ...each, missed: { old: 5 } } : each)),
      ...everyDay('2026-05-30', '2027-05-29', { namespace: 'lab', processes: 1, packages: { numpy: 1 } }),
    ],
    inventories: [
      inventoryOf([
        library('numpy'),
        library('scikit-learn', ['joblib'], { importNames: ['sklearn'] }),
        library('joblib'),
        library('leaf'),
      ]),
    ],
  }),
);

const runOn = (today: string, ...args: string[]) =>
  runCommand(retire, [...args, '--config', file], { nowMs: startOfDayMs(day(today)) + 12 * 3_600_000 });
const run = (...args: string[]) => runOn('2026-05-29', ...args);
const write = (...lines: string[]) => writeFileSync(file, ['from: counts.db', ...lines, ''].join('\n'));
const entry = (packages: string, since: string, on: string, more = '') =>
  `- {packages: [${packages}], since: ${since}, on: ${on}, because: old${more}}`;

test('an announcement has what the counts say, and how it is imported once it is gone', async () => {
  write('# what stays', 'keep: [numpy]');
  const { stdout, stderr } = await run(
    ...['add', 'Scikit_Learn', '--on', '2027-01-15', '--because', 'old', '--ask', 'ana'],
  );
  const written = [
    '- packages: [scikit-learn]',
    '  since: 2026-05-29',
    '  on: 2027-01-15',
    '  because: old',
    '  ask: ana',
    '  evidence: 59 of 2,360 processes over 59 days, last on 2026-05-29',
    '  modules:',
    '    scikit-learn:',
    '      - sklearn',
    '',
  ].join('\n');
  assert.equal(stdout, `${file}:\n${written}`);
  assert.equal(stderr, '');
  assert.equal(
    readFileSync(file, 'utf8'),
    `from: counts.db\n# what stays\nkeep: [numpy]\n\nremovals:\n${written}`,
  );
  assert.equal(statSync(file).mode & 0o777, 0o644 & ~process.umask());
  await run('drop', 'scikit-learn');
  assert.match(
    readFileSync(file, 'utf8'),
    /^from: counts\.db\n# what stays\nkeep: \[numpy\]\n\nremovals: \[\]\n$/,
  );
});

test('what stays and needs it is said at once', async () => {
  write();
  const { stderr } = await run('add', 'joblib', '--on', '2027-01-15', '--because', 'old');
  assert.equal(stderr, 'joblib is required by scikit-learn, which stays\n');
});

const REFUSED: readonly (readonly [args: string, message: RegExp])[] = [
  ['add leav --on 2027-01-15 --because x', /no distribution in image is called "leav": did you mean leaf\?/],
  ['add leaf --on tomorrow --because x', /--on tomorrow is not a day/],
  ['add leaf --on 2026-01-01 --because x', /--on 2026-01-01 is before it is announced/],
  [
    'add numpy --on 2027-01-15 --because x',
    /numpy goes already, by .*popcon\.yml:3: popcon retire drop numpy/,
  ],
  ['drop leaf', /no removal is called "leaf": popcon retire list says/],
];

for (const [args, message] of REFUSED) {
  test(`refused: ${args}`, async () => {
    write('removals:', entry('numpy', '2026-05-01', '2027-01-01'));
    const text = readFileSync(file, 'utf8');
    const { failure } = await run(...args.split(' '));
    assert.match(failure?.message ?? '', message);
    assert.equal(failure?.exitCode, 2);
    assert.equal(readFileSync(file, 'utf8'), text);
  });
}

test('a package of two removals is refused with both lines', async () => {
  write('removals:', entry('leaf', '2026-05-01', '2027-01-01'), entry('x, Leaf', '2026-05-01', '2027-01-01'));
  assert.equal((await run('list')).failure?.message, `${file}:4:18: \`Leaf\` goes already, by line 3`);
});

const CHECKED: readonly (readonly [what: string, entry: string, finding: string | undefined])[] = [
  ['announced and unused', entry('leaf', '2026-05-01', '2027-01-01'), undefined],
  [
    'past its date',
    entry('leaf', '2025-10-01', '2026-01-01'),
    'leaf was to be gone from 2026-01-01, and is installed in image on 2026-01-01',
  ],
  ['of an inventory before its date', entry('leaf', '2026-01-01', '2026-05-01'), undefined],
  [
    'never installed',
    entry('leav', '2026-05-01', '2027-01-01'),
    'leav is not installed in image, and never was',
  ],
  [
    'needed by what stays',
    entry('joblib', '2026-05-01', '2027-01-01'),
    'joblib is required by scikit-learn, which stays',
  ],
  [
    'imported by another name, which it does not say',
    entry('scikit-learn, joblib', '2026-05-29', '2027-01-01'),
    'scikit-learn has import names that nothing tells once it is gone: write `modules: {"scikit-learn":["sklearn"]}` to it',
  ],
  [
    'used since',
    entry('scikit-learn, joblib', '2026-05-19', '2027-01-01', ', modules: {Scikit_Learn: [sklearn]}'),
    'scikit-learn was imported by 10 processes since it was announced on 2026-05-19, last on 2026-05-29',
  ],
];

for (const [what, removal, finding] of CHECKED) {
  test(`check: ${what}`, async () => {
    write('removals:', removal);
    const { stdout, exitCode } = await run('check');
    assert.equal(stdout, finding === undefined ? '1 removal, nothing to say.\n' : `${file}:3: ${finding}\n`);
    assert.equal(exitCode, finding === undefined ? 0 : 1);
  });
}

test('the status is a finding where more miss it than is tolerated', async () => {
  write('removals:', entry('old', '2026-04-02', '2026-04-05'));
  const today = await run('status');
  assert.match(today.stdout, /bring it back: install it again, and then: `popcon retire drop old`/);
  assert.equal(today.exitCode, 1);
  assert.equal((await run('status', '--tolerate', '5')).exitCode, 0);
  const report = JSON.parse((await run('status', '--after', '30d', '--json')).stdout);
  assert.equal(report.removals[0].state, 'closable');
  assert.deepEqual(report.removals[0].missed.namespaces, [{ namespace: 'lab', processes: 5 }]);
});

test('what can go has the command that announces it, which then takes it off the candidates', async () => {
  write();
  const ask = async () => (await runOn('2027-05-29', 'status')).stdout;
  const [, command = ''] = /^ {2}popcon retire (add leaf --on 2027-07-24 .*)$/m.exec(await ask()) ?? [];
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  await runOn('2027-05-29', ...words);
  assert.match(await ask(), /^leaf +announced +2027-05-29 +2027-07-24 /m);
  assert.doesNotMatch(await ask(), /popcon retire add leaf/);
});

test('the list says what is announced and what is gone', async () => {
  write('removals:', entry('leaf', '2026-05-01', '2026-05-30'), entry('x', '2026-05-01', '2026-05-29'));
  const rows: { state: string }[] = JSON.parse((await run('list', '--json')).stdout);
  assert.deepEqual(
    rows.map(({ state }) => state),
    ['announced', 'gone'],
  );
});

test('the export is what a reporter reads', async () => {
  write(
    'removals:',
    entry('scikit-learn', '2026-05-01', '2027-01-01'),
    entry('x', '2026-05-01', '2027-01-01'),
  );
  assert.deepEqual(JSON.parse((await run('export')).stdout), {
    format: 'popcon-removals/1',
    removals: [
      {
        package: 'scikit-learn',
        modules: ['sklearn'],
        since: '2026-05-01',
        on: '2027-01-01',
        because: 'old',
      },
      { package: 'x', since: '2026-05-01', on: '2027-01-01', because: 'old' },
    ],
  });
});

test('a list goes out without counts where none were named, and not where those are missing', async () => {
  writeFileSync(file, `removals:\n${entry('leaf', '2026-05-01', '2027-01-01')}\n`);
  const { stdout, stderr } = await run('export');
  assert.match(stdout, /"leaf"/);
  assert.match(stderr, /^without counts and inventory: there is no ledger \.\/popcon\.db/);
  assert.equal((await run('export', '--ledger', 'gone.db')).failure?.code, 'ledger-missing');
});

test('where nothing is announced, the list says how it is', async () => {
  write('removals: []');
  const { stdout } = await run('list');
  assert.equal(stdout, 'Nothing is announced: popcon retire add NAME --on DATE --because TEXT\n');
});

test('more than a reporter takes is refused', async () => {
  const names = Array.from({ length: 2_001 }, (_, at) => `p${at}`).join(', ');
  write('removals:', entry(names, '2026-05-01', '2027-01-01'));
  assert.equal((await run('export')).failure?.code, 'config-too-large');
});
