/** What popcon.yml says reaches the answers, and a flag wins over it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import * as config from '../../src/commands/config.ts';
import * as publish from '../../src/commands/publish.ts';
import * as unused from '../../src/commands/unused.ts';
import * as why from '../../src/commands/why.ts';
import { startOfDayMs } from '../../src/series/day.ts';
import { day, everyDay, inventoryOf, library, recordTo } from '../reports/recorded.ts';
import { runCommand } from './run.ts';

const nowMs = startOfDayMs(day('2026-05-29')) + 12 * 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'popcon-configured-'));
const file = join(folder, 'popcon.yml');
after(() => rmSync(folder, { recursive: true }));

before(async () => {
  await recordTo(join(folder, 'counts.db'), {
    days: [
      ...everyDay('2026-01-01', '2026-03-31', { namespace: 'lab', processes: 40, packages: { numpy: 35 } }),
      ...everyDay('2026-04-20', '2026-05-29', { namespace: 'lab', processes: 40, packages: { numpy: 35 } }),
    ],
    inventories: [
      inventoryOf([library('numpy'), library('leaf'), library('other')], { activation: 'ipython' }),
    ],
  });
});

const run = (command: Parameters<typeof runCommand>[0], ...args: string[]) =>
  runCommand(command, [...args, '--config', file], { nowMs });

async function verdicts(...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await run(unused, '--json', ...args);
  const rows: { name: string; verdict: { verdict: string } }[] = JSON.parse(stdout).distributions;
  return Object.fromEntries(rows.map(({ name, verdict }) => [name, verdict.verdict]));
}

test('from, holidays and keep: the gap is no finding, what is kept stays', async () => {
  writeFileSync(file, 'from: counts.db\n');
  assert.match((await run(unused)).stdout, /nobody reported/);
  writeFileSync(
    file,
    'from: counts.db\nkeep:\n- {name: LEAF, reason: course 101, owner: ana}\nholidays: [{from: 2026-04-01, to: 2026-04-19}]\n',
  );
  assert.deepEqual(await verdicts(), { numpy: 'used', leaf: 'kept', other: 'unused so far' });
  assert.match((await run(unused)).stdout, /^.* reported on \d+ of \d+ days,\s+19\s+holidays\s+left\s+out/m);
  assert.match((await run(why, 'leaf')).stdout, /line 3 of popcon\.yml: course 101, ask ana/);
});

test('an entry of `keep` that matches nothing is pointed out by its line of popcon.yml', async () => {
  writeFileSync(file, 'from: counts.db\nkeep: [gone-*]\n');
  const found = [{ pattern: 'gone-*', line: 2, file: 'popcon.yml' }];
  assert.deepEqual(JSON.parse((await run(unused, '--json')).stdout).staleKeeps, found);
  assert.match((await run(unused)).stdout, /^popcon\.yml, line 2: gone-\* matches nothing/m);
  assert.match(
    (await run(unused, '--format', 'markdown')).stdout,
    /^popcon\.yml, line 2: `gone-\*` matches/m,
  );
  writeFileSync(join(folder, 'keep.txt'), '\ngone-*\n');
  writeFileSync(file, 'from: counts.db\n');
  assert.match((await run(unused, '--keep', join(folder, 'keep.txt'))).stdout, /^Keep-list, line 2: gone-/m);
});

test('where no group can go, the answer says where announced removals stand', async () => {
  const pointer = /^`popcon retire status` says how far each removal of popcon\.yml is\.$/m;
  writeFileSync(file, 'from: counts.db\nremovals:\n');
  assert.doesNotMatch((await run(unused)).stdout, pointer);
  const removal = '- {packages: [leaf], since: 2026-05-01, on: 2026-07-01, because: old}';
  writeFileSync(file, `from: counts.db\nremovals:\n${removal}\n`);
  assert.match((await run(unused)).stdout, pointer);
});

test('what is written in the files that it names is shown', async () => {
  writeFileSync(resolve(file, '../environment.yml'), 'dependencies:\n- pip:\n  # course 101\n  - leaf\n');
  writeFileSync(file, 'from: counts.db\nfiles: [environment.yml]\n');
  assert.match((await run(why, 'leaf')).stdout, /asked for in: environment\.yml:4: course 101/);
  writeFileSync(file, 'from: counts.db\nfiles: [gone.yml]\n');
  assert.match((await run(why, 'leaf')).failure?.message ?? '', /^gone\.yml: no such file/);
});

test('where all work is done in kernels, it is not said that other processes are not seen', async () => {
  const holidays = 'holidays: [{from: 2026-04-01, to: 2026-04-19}]\n';
  writeFileSync(file, `from: counts.db\n${holidays}`);
  assert.match((await run(unused)).stdout, /worker processes import is\s+not\s+seen/);
  writeFileSync(file, `from: counts.db\nkernels-only: true\n${holidays}`);
  assert.doesNotMatch((await run(unused)).stdout, /worker/);
  assert.match((await run(config)).stdout, /^kernels-only +popcon\.yml:2 +true$/m);
});

test('thresholds hold where no flag says otherwise', async () => {
  const holidays = 'holidays: [{from: 2026-04-01, to: 2026-04-19}]\n';
  writeFileSync(file, `from: counts.db\nthresholds: {below: 100000}\n${holidays}`);
  assert.equal((await verdicts()).numpy, 'rarely used');
  assert.equal((await verdicts('--below', '2')).numpy, 'used');
  writeFileSync(
    file,
    `from: counts.db\nthresholds: {accept: 5%}\nterms: [{name: autumn term, from: 2025-09-01, to: 2025-12-20}]\n${holidays}`,
  );
  assert.match((await run(unused)).stdout, /no autumn term yet; what scripts/);
  assert.match((await run(config)).stdout, /^thresholds\.accept +popcon\.yml:2 +5%$/m);
});

test('an entry that has expired keeps nothing, and that is said', async () => {
  writeFileSync(
    file,
    'from: counts.db\nkeep:\n- {name: leaf, until: 2026-05-28, owner: ana}\n- {name: other, until: 2026-05-29}\nholidays: [{from: 2026-04-01, to: 2026-04-19}]\n',
  );
  const { stderr, stdout } = await run(unused, '--json');
  assert.equal(stderr, `${file}:3: \`leaf\` was kept until 2026-05-28, ask ana\n`);
  assert.match(stdout, /"name": "leaf",[^}]*"verdict": "unused so far"/);
  assert.match(stdout, /"name": "other",[^}]*"verdict": "kept"/);
  assert.equal((await run(config)).exitCode, 1);
});

test("publish takes its own threshold, not the answers'", async () => {
  writeFileSync(file, 'from: counts.db\nthresholds: {min-processes: 7}\npublish: {hide-below: 33}\n');
  assert.match((await run(publish, '--review')).stdout, /33/);
});

test('popcon config says where each value comes from, all problems, and the schema', async () => {
  writeFileSync(file, 'from: counts.db\nthresholds:\n  min-days: 7\n');
  const { stdout, exitCode } = await run(config);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^thresholds\.min-days +popcon\.yml:3 +7$/m);
  assert.match(stdout, /^thresholds\.min-processes +default +100$/m);
  assert.match(stdout, /^thresholds\.accept +default +2%$/m);
  const { stdout: narrow } = await runCommand(config, ['--config', file], { nowMs, columns: 80 });
  assert.deepEqual(
    narrow
      .split('\n')
      .slice(1)
      .filter((line) => line.length > 80),
    [],
  );
  assert.match(narrow, /^thresholds\.max-gap +default +twice what .*\n {40}at least 4$/m);
  assert.equal(JSON.parse((await run(config, '--json')).stdout).thresholds['min-days'], 7);
  assert.equal(JSON.parse((await run(config, '--schema')).stdout).title, 'popcon.yml');
  writeFileSync(file, 'form: x\nkeep: 3\n');
  const wrong = await run(config);
  assert.match(
    wrong.stdout,
    /popcon\.yml:1:1: unknown key `form`: did you mean `from`\?\n.*popcon\.yml:2:7: /,
  );
  assert.equal(wrong.failure?.code, 'config-invalid');
});
