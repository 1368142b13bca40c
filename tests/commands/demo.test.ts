/** What `popcon demo` shows of its made-up hub, without the processes that it runs: tests/e2e/ has those. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { CommandModule } from '../../src/commands/command.ts';
import { fillLedger } from '../../src/commands/demo/fill-ledger.ts';
import { teachingHub, teachingHubConfiguration } from '../../src/commands/demo/teaching-hub.ts';
import * as demo from '../../src/commands/demo.ts';
import * as retire from '../../src/commands/retire.ts';
import * as top from '../../src/commands/top.ts';
import * as trend from '../../src/commands/trend.ts';
import * as unused from '../../src/commands/unused.ts';
import { startOfDayMs } from '../../src/series/day.ts';
import { matchGolden } from '../golden.ts';
import { day } from '../reports/recorded.ts';
import { runCommand } from './run.ts';

const TODAY = day('2026-05-29');
const nowMs = startOfDayMs(TODAY) + 12 * 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'popcon-made-up-'));
const file = join(folder, 'popcon.yml');
after(() => rmSync(folder, { recursive: true }));

before(async () => {
  writeFileSync(file, teachingHubConfiguration('demo.db', TODAY));
  await fillLedger(join(folder, 'demo.db'), teachingHub(TODAY));
});

const ANSWERS: Readonly<Record<string, readonly [CommandModule, string]>> = {
  'unused.txt': [unused, ''],
  'top.txt': [top, ''],
  'top-by-namespace.csv': [top, '--csv --split namespace --limit 2'],
  'retire-status.txt': [retire, 'status'],
  'trend.csv': [trend, 'polars plotly rdkit astropy --since 2024-12-01 --by month --csv'],
};

for (const [name, [command, args]] of Object.entries(ANSWERS)) {
  test(name, async () => {
    const words = args.split(' ').filter(Boolean);
    const { stdout } = await runCommand(command, [...words, '--config', file], { nowMs });
    matchGolden(`demo/${name}`, stdout.replaceAll(`${folder}/`, ''));
  });
}

test('a Python that is not there', async () => {
  const { failure } = await runCommand(demo, ['--python', join(folder, 'no-python')], { nowMs });
  assert.equal(failure?.code, 'no-python');
});
