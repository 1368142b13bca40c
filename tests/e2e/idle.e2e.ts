/** A collector that nothing is sent to takes less than 0.2% of a core, and writes nothing. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CollectorProcess, startCollectorProcess } from './running.ts';

const WINDOW_MS = 5_000;
const MAX_SHARE = 0.002;
/** What is left to do of a start, and a machine that is busy with others, cost processor time, too. */
const WINDOWS = 12;

test('idle', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-idle-'));
  const collector = await startCollectorProcess(join(folder, 'popcon.db'), '--ledger.flush-interval=500ms');
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const shares: number[] = [];
  while (!shares.some((share) => share < MAX_SHARE) && shares.length < WINDOWS) {
    const before = processorMs(collector);
    await sleep(WINDOW_MS);
    shares.push((processorMs(collector) - before) / WINDOW_MS);
  }
  const percent = shares.map((share) => (100 * share).toFixed(2)).join(', ');
  t.diagnostic(`% of a core, by ${WINDOW_MS} ms: ${percent}`);
  assert.ok((shares.at(-1) ?? 1) < MAX_SHARE, percent);
  assert.match(await collector.metrics(), /^popcon_ledger_commits_total\{outcome="succeeded"\} 0$/m);
});

/** Of all threads, as the scheduler counts it. */
function processorMs({ child }: CollectorProcess): number {
  const tasks = `/proc/${child.pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, ns) => sum + ns, 0) / 1e6;
}
