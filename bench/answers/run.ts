/**
 * `npx node bench/answers/run.ts [--dense] [--scale 0.1,1,10] [--runs 5] [--keep FOLDER]`: how long `popcon top` and
 * `popcon unused` take over two years of 5,000 packages in 20 namespaces and an inventory of 10,000 distributions,
 * and over a tenth and ten times of it. Each figure is of a whole process, the median of its runs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { MAX_DISTRIBUTIONS } from '../../src/environment/inventory.ts';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { checkedDay } from '../../src/series/day.ts';
import { makeInventory } from './inventory.ts';
import { writeLedger } from './ledger.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LAST_DAY = '2026-11-24';
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  top: ['top'],
  'top --split namespace': ['top', '--split', 'namespace'],
  'top --namespace': ['top', '--namespace', 'hub-003'],
  unused: ['unused'],
  backtest: ['backtest'],
  why: ['why', 'package-00042'],
  'trend, 2 years': ['trend', 'package-00000', '--since', '2y'],
};

const { values } = parseArgs({
  options: {
    dense: { type: 'boolean', default: false },
    scale: { type: 'string', default: '0.1,1,10' },
    runs: { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
});
const usage = z.object({ wallMs: z.number(), cpuMs: z.number(), peakMb: z.number() });

const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'popcon-bench-answers-'));
mkdirSync(folder, { recursive: true });
try {
  process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}\n`);
  for (const scale of values.scale.split(',').map(Number)) measureScale(scale, Number(values.runs));
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true });
}

function measureScale(scale: number, runs: number): void {
  const packages = Math.round(5_000 * scale);
  const distributions = Math.min(MAX_DISTRIBUTIONS, Math.round(10_000 * scale));
  const path = join(folder, `${values.dense ? 'dense' : 'sparse'}-${scale}.db`);
  const what = `${packages} packages × 20 namespaces × 730 days, ${values.dense ? 'dense' : 'sparse'}`;
  if (existsSync(path)) process.stdout.write(`\n${what}: as it is\n`);
  else {
    const lastDay = checkedDay(LAST_DAY);
    const written = writeLedger(path, { packages, namespaces: 20, days: 730, dense: values.dense, lastDay });
    const db = openLedger(path);
    recordInventory(db, makeInventory(distributions, lastDay - 729));
    db.close();
    const megabytes = Math.round(statSync(path).size / 1e6);
    process.stdout.write(
      `\n${what}: ${written.series} series, ${written.rows} rows, ${megabytes} MB; ${distributions} distributions\n`,
    );
  }
  for (const [name, args] of Object.entries(COMMANDS)) {
    measure(path, args); // warms the file cache
    const taken = Array.from({ length: runs }, () => measure(path, args));
    const figure = (of: keyof z.output<typeof usage>) => {
      const sorted = taken.map((one) => one[of]).sort((a, b) => a - b);
      const at = (index: number) => Math.round(sorted[index] ?? 0);
      return `${at(Math.floor(runs / 2))} (${at(0)}–${at(runs - 1)})`;
    };
    process.stdout.write(
      `  ${name.padEnd(20)} wall ${figure('wallMs')} ms, CPU ${figure('cpuMs')} ms, peak ${figure('peakMb')} MB\n`,
    );
  }
}

function measure(path: string, args: readonly string[]): z.output<typeof usage> {
  const out = join(folder, 'answer.txt');
  const { status, output, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', join(import.meta.dirname, 'report-usage.ts'), join(ROOT, 'src/cli.ts')],
      ...[...args, '--from', path, ...(args.includes('--since') ? [] : ['--since', '1y'])],
      ...['--until', LAST_DAY],
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(`popcon ${args.join(' ')}: ${stderr}`);
  writeFileSync(out, output[1] ?? '');
  return usage.parse(JSON.parse(output[3] ?? ''));
}
