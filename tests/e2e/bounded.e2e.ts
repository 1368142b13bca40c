/** Floods that stay within every documented bound of a line: they end nothing, and junk takes nobody's room. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { madeUpInventory } from '../ledger-fixture.ts';
import { type CollectorProcess, eventually, startCollectorProcess } from './running.ts';

/** Over what it takes idle; from the sources the compiler is in memory too. */
const MAX_GROWTH_MIB = 80;

const tags = (count: number, name: string, value: string) =>
  Array.from({ length: count }, (_, index) => `${name}${index}:${value}`).join(',');

const FLOODS: Readonly<Record<string, { readonly count: number; readonly line: (index: number) => string }>> =
  {
    '32 tags of 1,000 characters': {
      count: 3_000,
      line: (index) => `n${index}:1|c|#${tags(32, 't', 'v'.repeat(1_000))}`,
    },
    '3 tags of 1,000 characters': {
      count: 20_000,
      line: (index) => `n${index}:1|c|#${tags(3, 't', 'v'.repeat(1_000))}`,
    },
    '10 tags of 100 characters beyond Latin-1': {
      count: 30_000,
      line: (index) => `n${index}:1|c|#${tags(10, 't', `${'v'.repeat(99)}中`)}`,
    },
    '32 tags of one letter': { count: 40_000, line: (index) => `n${index}:1|c|#${tags(32, 't', 'v')}` },
  };

describe('a flood of distinct series with', () => {
  for (const [name, { count, line }] of Object.entries(FLOODS)) {
    test(name, async (t) => {
      const { collector } = await collectorOf(t);
      const idleMiB = residentMiB(collector);
      let peakMiB = idleMiB;
      await send(collector, count, line, () => {
        peakMiB = Math.max(peakMiB, residentMiB(collector));
      });
      const text = await eventually(
        collector.metrics,
        (answer) =>
          sumOf(answer, 'received') + sumOf(answer, 'dropped', 'datagrams') === count &&
          metric(answer, 'popcon_samples_pending') === 0,
      );
      const [received, recorded, refused] = ['received', 'recorded', 'refused'].map((kind) =>
        sumOf(text, kind),
      );
      assert.equal(received, (recorded ?? 0) + (refused ?? 0), 'nothing is lost unsaid');
      assert.ok(metric(text, 'popcon_series_bytes') <= metric(text, 'popcon_series_bytes_limit'));
      assert.equal(collector.child.exitCode, null, collector.output());
      assert.ok(peakMiB - idleMiB < MAX_GROWTH_MIB, `resident set grew from ${idleMiB} to ${peakMiB} MiB`);
      t.diagnostic(`${idleMiB} → ${peakMiB} MiB`);
    });
  }
});

test('with all room taken by junk, an inventoried package and the processes count in their own series', async (t) => {
  const { collector, path } = await collectorOf(
    t,
    '--ledger.max-series=1000',
    '--ledger.reserved-series=100',
  );
  const db = openLedger(path);
  recordInventory(db, madeUpInventory('image', '2026-01-01', ['newcourse']));
  db.close();
  await send(collector, 2_000, (index) => `junk${index.toString(16)}:1|c`);
  await eventually(collector.metrics, (text) => /^popcon_overflow_total [1-9]/m.test(text));
  const line = 'python_popcon.imported_package.newcourse:1|c\npython_popcon.processes:1|c';
  await send(collector, 300, () => line);
  const text = await eventually(collector.metrics, (answer) =>
    answer.includes('python_popcon_processes 300\n'),
  );
  assert.match(text, /^python_popcon_imported_package\{package="newcourse"\} 300$/m);
});

async function collectorOf(t: TestContext, ...flags: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-bounded-'));
  const path = join(folder, 'popcon.db');
  const collector = await startCollectorProcess(path, ...flags);
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  return { path, collector };
}

/** A datagram at a time, in steps that the kernel has room for. */
async function send(
  { statsdPort }: CollectorProcess,
  count: number,
  line: (index: number) => string,
  look: () => void = () => undefined,
): Promise<void> {
  const socket = createSocket('udp4');
  for (let index = 0; index < count; index++) {
    await new Promise((done) => socket.send(line(index), statsdPort, '127.0.0.1', done));
    if (index % 20 === 0) await sleep(1);
    if (index % 500 === 0) look();
  }
  socket.close();
}

function residentMiB({ child }: CollectorProcess): number {
  const [, pages] = readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ');
  return Math.round(Number(pages) / 256);
}

function metric(text: string, key: string): number {
  return Number(new RegExp(`^${key} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** Of `popcon_samples_…_total` or of datagrams, over all reasons. */
function sumOf(text: string, kind: string, of = 'samples'): number {
  const values = text.matchAll(new RegExp(`^popcon_${of}_${kind}_total(?:\\{\\S+\\})? (\\d+)$`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}
