/** A flood of distinct names: the resident set stays small, and what was there before counts on exactly. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { send, writeDistinct } from '../../bench/collector/sender.ts';
import { eventually, startCollectorProcess } from './running.ts';

const NAMES = 1_000_000;
const DATAGRAMS = NAMES / 10;
const MAX_SERIES = 50_000;
const RATE = 15_000;
const NUMPY = 'python_popcon_imported_package{package="numpy"}';
/** Over what it takes idle. From the sources the compiler is in memory too: docs/performance.md has what is in use. */
const MAX_GROWTH_MIB = 60;

test(`${NAMES} distinct names at full speed neither fill the memory nor cost a known series a count`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-flood-'));
  const collector = await startCollectorProcess(join(folder, 'popcon.db'));
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const tcp = connect(Number(/:(\d+) \(TCP\)/.exec(collector.output())?.[1]), '127.0.0.1');
  await once(tcp, 'connect');
  let counted = 0;
  const count = () => {
    counted++;
    return new Promise((done) => tcp.write('python_popcon.imported_package.numpy:1|c\n', done));
  };
  await count();
  await eventually(collector.metrics, (text) => text.includes(`${NUMPY} 1\n`));

  const idle = residentMiB(collector.child.pid);
  let peak = idle;
  const flood = { isOver: false };
  const watch = (async () => {
    while (!flood.isOver) {
      await count();
      peak = Math.max(peak, residentMiB(collector.child.pid));
      await sleep(10);
    }
  })();
  const { sent } = await send(collector.statsdPort, writeDistinct(folder, NAMES), RATE, DATAGRAMS / RATE);
  flood.isOver = true;
  await watch;
  tcp.end();
  // New series are committed in portions, so the last of them, overflow, may be shown a moment after the known count.
  await eventually(
    async () => {
      const text = await collector.metrics();
      const of = (key: string) =>
        Number(
          text
            .split('\n')
            .find((line) => line.startsWith(`${key} `))
            ?.slice(key.length),
        );
      return { numpy: of(NUMPY), series: of('popcon_series'), overflow: of('popcon_overflow_total') };
    },
    ({ numpy, series, overflow }) => numpy === counted && series === MAX_SERIES + 1 && overflow > 0,
  );
  assert.ok(peak - idle < MAX_GROWTH_MIB, `resident set grew from ${idle} to ${peak} MiB`);
  t.diagnostic(`${10 * sent} names sent, ${counted} known counts: ${idle} → ${peak} MiB`);
});

function residentMiB(pid: number | undefined): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Math.round(Number(pages) / 256);
}
