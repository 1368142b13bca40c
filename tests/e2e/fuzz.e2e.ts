/**
 * A million generated datagrams by UDP (POPCON_FUZZ_DATAGRAMS says another number), each of them REPEATS times so that
 * lines are met as new ones and as known ones: sent = recorded + refused +
 * dropped, `/metrics` is what promtool takes, and memory is flat.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { send } from '../../bench/collector/sender.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { eventually, startCollectorProcess } from './running.ts';

const PORTIONS = 20;
const DATAGRAMS = Number(process.env.POPCON_FUZZ_DATAGRAMS ?? 1_000_000) / PORTIONS;
const REPEATS = 5;
const RATE = 20_000;
const SEED = 20_261_124;

const word = fc.constantFrom(
  'a',
  'b.c',
  'python_popcon',
  'imported_package',
  '\\',
  '"',
  '{',
  '}',
  'é',
  '\u{1f40d}',
  '-',
  ' ',
  '__x',
);
const name = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join('.'));
const value = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom('', '+1', '0x1p3', '1e400', 'nan'),
);
const type = fc.constantFrom('c', 'c', 'c', 'g', 'ms', 'h', 'd', 's', '');
const extra = fc.constantFrom(
  '',
  '',
  '|@0.1',
  '|@0',
  '|#t:v,u:w',
  '|#quantile:v',
  '|c:',
  '|T1',
  '|',
  '|@nan',
  '|#le:1',
);
const tags = fc.constantFrom('', '', ',t=v', '#t=v', '[t=v]', '[', ']', ',=,', ']t=[', ',__name__=x');
const line = fc.oneof(
  fc.tuple(name, tags, value, type, extra).map(([n, g, v, t, e]) => `${n}${g}:${v}|${t}${e}`),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('foo]a=b[:1|c', 't:2|ms|#quantile:v', 'popcon_lines_total:1|c', 'x:1|c:2|c:z|c'),
);
const datagram = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\n\n'))
  .map(([lines, end]) => Buffer.from(lines.join(end).replaceAll('\0', '')))
  .filter((bytes) => bytes.length > 0);

test(`${PORTIONS * DATAGRAMS} datagrams of anything add up, and /metrics stays sound`, async (t) => {
  const promtool = findPeer('promtool');
  if (!hasPeer(t, promtool, 'promtool')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-fuzz-'));
  const file = join(folder, 'datagrams.bin');
  const collector = await startCollectorProcess(join(folder, 'popcon.db'), '--statsd.read-buffer=67108864');
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const resident: number[] = [];
  let sent = 0;
  for (let portion = 0; portion < PORTIONS; portion++) {
    const datagrams = fc.sample(datagram, { numRuns: DATAGRAMS / REPEATS, seed: SEED + portion });
    writeFileSync(file, Buffer.concat(datagrams.flatMap((bytes) => [bytes, Buffer.of(0)])));
    sent += (await send(collector.statsdPort, file, RATE, DATAGRAMS / RATE)).sent;
    resident.push(residentMiB(collector.child.pid));
  }
  const readIn = (text: string) => counterOf(text, 'popcon_datagrams_received_total{protocol="udp"}');
  const droppedIn = (text: string) => counterOf(text, 'popcon_datagrams_dropped_total{reason="kernel"}');
  // Every datagram was read, or dropped and counted.
  const text = await eventually(
    collector.metrics,
    (answer) =>
      readIn(answer) + droppedIn(answer) === sent && counterOf(answer, 'popcon_samples_pending') === 0,
  );
  const refused = text
    .split('\n')
    .filter((row) => row.startsWith('popcon_samples_refused_total{'))
    .reduce((sum, row) => sum + Number(row.split(' ').at(-1)), 0);
  const recorded = counterOf(text, 'popcon_samples_recorded_total');
  assert.equal(counterOf(text, 'popcon_samples_received_total'), recorded + refused);
  assert.ok(recorded > 0 && refused > 0);

  const checked = spawnSync(promtool, ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  // 1: it cannot be parsed. 3: it can, but a name that somebody made up is not to promtool's taste.
  assert.ok(checked.status === 0 || checked.status === 3, checked.stderr.slice(0, 1_000));
  const [early = 0, late = 0] = [resident[PORTIONS / 4], resident.at(-1)];
  assert.ok(late < early + 40, `resident set grew from ${early} to ${late} MiB`);
  t.diagnostic(
    `${sent} sent, ${droppedIn(text)} dropped; ${recorded} samples recorded, ${refused} refused; ${early} → ${late} MiB`,
  );
});

function counterOf(text: string, key: string): number {
  const row = text.split('\n').find((candidate) => candidate.startsWith(`${key} `));
  return Number(row?.slice(key.length + 1));
}

function residentMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
