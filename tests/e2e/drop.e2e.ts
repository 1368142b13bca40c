/** `popcon ledger drop` beside a running collector: series are gone from everything, the others go on, nothing is lost unsaid. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLedgerForReading } from '../../src/ledger/open.ts';
import { CLI } from './cli.ts';
import { eventually, startCollectorProcess } from './running.ts';

const JUNK = 1_200;

test('a full ledger has room again', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-drop-'));
  const path = join(folder, 'popcon.db');
  const flags = [`--ledger.max-series=${JUNK}`, '--ledger.reserved-series=1'];
  const collector = await startCollectorProcess(path, ...flags);
  t.after(async () => {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const popcon = (...args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, 'ledger', ...args, '--ledger', path], { encoding: 'utf8' });
  await send(collector.statsdPort, ['kept:5|c', ...junk()]);
  await eventually(collector.metrics, (text) => text.includes(`\npopcon_series ${JUNK + 1}\n`));
  await send(collector.statsdPort, ['late:1|c']);
  await eventually(collector.metrics, (text) => /^popcon_overflow_total [1-9]/m.test(text));
  assert.match(popcon('top').stdout, /\njunk\* +1,199 /);

  const fullBytes = statSync(path).size;
  const dropped = popcon('drop', '--match', 'junk*', '--yes');
  assert.match(
    dropped.stdout,
    /^Dropped 1,199 series from .*, by the collector that is running\.\n$/,
    dropped.stderr,
  );
  await eventually(
    async () => statSync(path).size,
    (bytes) => bytes < fullBytes / 2,
  );
  await send(collector.statsdPort, ['kept:1|c', 'late:1|c', 'junk7:1|c']);
  const text = await eventually(collector.metrics, (answer) => /^junk7 1$/m.test(answer));
  assert.match(text, /^kept 6$/m);
  assert.match(text, /^late 1$/m);
  assert.equal(text.match(/^junk/gm)?.length, 1);
  const figure = (name: string) =>
    [...text.matchAll(new RegExp(`^popcon_samples_${name}(?:_total)?(?:\\{.*\\})? (\\d+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
  assert.equal(figure('received'), figure('recorded') + figure('refused') + figure('pending'));
  assert.match(popcon('check').stdout, / is whole: /);

  assert.equal(await collector.end(), 0, collector.output());
  const again = await startCollectorProcess(path, ...flags);
  t.after(() => again.end('SIGKILL'));
  const after = await again.metrics();
  assert.match(after, /^kept 6$/m);
  assert.equal(after.match(/^junk/gm)?.length, 1);
  const db = openLedgerForReading(path);
  const ids = db
    .prepare('SELECT id FROM series ORDER BY id')
    .all()
    .map(({ id }) => Number(id));
  db.close();
  await send(again.statsdPort, ['new:1|c']);
  await eventually(again.metrics, (answer) => /^new 1$/m.test(answer));
  assert.ok(ids.every((id) => id > 0) && new Set(ids).size === ids.length);
});

function junk(): string[] {
  return Array.from({ length: JUNK }, (_, at) => `junk${at}:1|c`);
}

async function send(port: number, lines: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (let from = 0; from < lines.length; from += 50) {
    const text = lines.slice(from, from + 50).join('\n');
    await new Promise((done) => socket.send(text, port, '127.0.0.1', done));
  }
  socket.close();
}
