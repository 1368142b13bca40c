/** The short form of bench/truth: made-up installations whose future is known, asked as of their past days. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { askAsOf } from '../../bench/truth/asking.ts';
import { askCommand } from '../../bench/truth/command.ts';
import { makeInstallation } from '../../bench/truth/installation.ts';
import { Recording } from '../../bench/truth/recording.ts';
import { Tally } from '../../bench/truth/tally.ts';
import type { BacktestReport } from '../../src/reports/backtest.ts';
import type { UnusedReport } from '../../src/reports/unused.ts';

const SEEDS = [11, 12, 13];
const AGES = [92, 274, 457, 548] as const;
const GRADES = ['unused', 'unused so far'] as const;

const folder = mkdtempSync(join(tmpdir(), 'popcon-truth-'));
const tally = new Tally();
after(() => rmSync(folder, { recursive: true }));

before(async () => {
  for (const seed of SEEDS) {
    const installation = makeInstallation(seed, { size: 0.5 });
    using recording = new Recording(join(folder, `${seed}.db`), installation);
    for (const age of AGES) {
      const day = installation.firstDay + age - 1;
      await recording.recordUntil(day);
      for (const { environment } of installation.images) {
        tally.add(age, `${seed} ${environment}`, await askAsOf(recording, environment, day));
      }
    }
  }
});

describe('on the model', () => {
  for (const age of AGES) {
    test(`at ${age} days at most 2% of what is unused comes back within a year`, () => {
      assert.ok((tally.cameBack(age, 'unused') ?? 0) <= 0.02, String(tally.cameBack(age, 'unused')));
    });
    test(`at ${age} days what is said of it is within a factor of two of the truth`, () => {
      for (const grade of GRADES) {
        const [came = 0, stated = 0] = [tally.cameBack(age, grade), tally.stated(age, grade)];
        // Of one in a hundred a few cases more or less are a factor of two already.
        const isClose = stated <= 2 * came && came <= 2 * stated;
        assert.ok(isClose || Math.max(came, stated) < 0.03, `${grade}: ${stated} was said, ${came} came`);
      }
    });
    test(`at ${age} days the bound holds for at least what it says`, () => {
      assert.ok((tally.coverage(age) ?? 0) >= 0.95, String(tally.coverage(age)));
    });
  }
  test('at 18 months at least 90% of what is never used is called unused, and hardly anything before a year', () => {
    assert.ok(tally.found(548, 'unused') >= 0.9, String(tally.found(548, 'unused')));
    assert.equal(tally.found(92, 'unused'), 0);
    assert.ok(tally.found(92, 'unused so far') >= 0.9);
  });
});

test('the command says what the report says', async () => {
  const installation = makeInstallation(2, { size: 0.2 });
  using recording = new Recording(join(folder, 'agrees.db'), installation);
  const day = installation.firstDay + 429;
  await recording.recordUntil(day);
  const { environment } = installation.images[0] ?? assert.fail('no image');
  const { report } = await askAsOf(recording, environment, day);
  assert.deepEqual(report.missing, []);
  const ask = (command: string) => {
    const { status, stdout, stderr } = askCommand(recording, environment, day, [command, '--json']);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  };
  const told: UnusedReport = ask('unused');
  assert.deepEqual([told.groups, told.soFar], [report.groups, report.soFar]);
  const tested: BacktestReport = ask('backtest');
  assert.deepEqual(tested.record, report.record.rows);
});

test('the same seed makes the same installation, another seed another', () => {
  const images = (seed: number) => makeInstallation(seed, { size: 0.1 }).images;
  assert.deepEqual(images(1), images(1));
  assert.notDeepEqual(images(1), images(2));
});
