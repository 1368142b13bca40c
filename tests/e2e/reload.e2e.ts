/** New rules under load: each line counts once, by the old rules or by the new, and a broken file changes nothing. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, startCollectorProcess } from './running.ts';

const ROUNDS = 30;
const DATAGRAMS_A_ROUND = 400;
const LINES = 10;
const BROKEN = 'mappings:\n- match: "load.*"\n  nmae: "load"\n';
const rulesOf = (rules: string) =>
  `mappings:\n- match: "load.*"\n  name: "load"\n  labels:\n    rules: "${rules}"\n`;

test('reloads under load lose nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-reload-'));
  const file = join(folder, 'mapping.yml');
  writeFileSync(file, rulesOf('one'));
  const collector = await startCollectorProcess(join(folder, 'popcon.db'), `--statsd.mapping-config=${file}`);
  const socket = createSocket('udp4');
  t.after(async () => {
    socket.close();
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  socket.connect(collector.statsdPort, '127.0.0.1');
  await once(socket, 'connect');
  const countOf = (text: string, series: string) =>
    Number(new RegExp(`^${series} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const reloads = (text: string, outcome: string) =>
    countOf(text, `popcon_mapping_reloads_total\\{outcome="${outcome}"\\}`);

  const outcomes = { succeeded: 0, failed: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const outcome = round % 3 === 2 ? 'failed' : 'succeeded';
    writeFileSync(file, outcome === 'failed' ? BROKEN : rulesOf(round % 3 === 0 ? 'two' : 'one'));
    outcomes[outcome]++;
    collector.child.kill('SIGHUP');
    for (let sent = 0; sent < DATAGRAMS_A_ROUND; sent++) {
      const names = Array.from({ length: LINES }, (_, line) => `load.n${(sent * LINES + line) % 700}:1|c`);
      socket.send(names.join('\n'));
      if (sent % 20 === 19) await sleep(1);
    }
    await eventually(collector.metrics, (text) => reloads(text, outcome) === outcomes[outcome]);
  }

  const sent = ROUNDS * DATAGRAMS_A_ROUND * LINES;
  const text = await eventually(
    collector.metrics,
    (answer) => countOf(answer, 'popcon_samples_recorded_total') === sent,
  );
  const [one, two] = ['one', 'two'].map((rules) => countOf(text, `load\\{rules="${rules}"\\}`));
  assert.ok(one && two, 'both rules had their time');
  assert.equal(one + two, sent);
  assert.equal(reloads(text, 'failed'), outcomes.failed);
});
