/** Two real Prometheus servers and a collector that restarts: increase() is what was sent. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPeer, hasPeer } from '../peers.ts';
import { eventually, freePort, type Running, start } from './running.ts';

const NUMPY = 'python_popcon.imported_package.numpy';
const PANDAS = 'python_popcon.imported_package.pandas';

test('increase() on two replicas is what was sent, over a restart of the collector and of a replica', async (t) => {
  const program = findPeer('prometheus');
  if (!hasPeer(t, program, 'prometheus')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-increase-'));
  const [httpPort, udpPort] = [await freePort(), await freePort()];
  const startCollector = () =>
    start(
      process.execPath,
      [
        join(import.meta.dirname, '../../src/cli.ts'),
        'serve',
        `--ledger.path=${join(folder, 'popcon.db')}`,
        `--statsd.listen-udp=127.0.0.1:${udpPort}`,
        '--statsd.listen-tcp=',
        `--web.listen-address=127.0.0.1:${httpPort}`,
        '--ledger.flush-interval=50ms',
      ],
      (output) => output.includes('import popularity_contest'),
    );
  let collector = await startCollector();
  const replicas = [
    await startReplica(program, folder, 'a', httpPort),
    await startReplica(program, folder, 'b', httpPort),
  ];
  t.after(async () => {
    for (const running of [collector, ...replicas]) await running.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  for (const replica of replicas)
    await eventually(
      () => replica.ask('up'),
      (value) => value === 1,
    );
  await sleep(2_500);

  await sendCounts(udpPort, NUMPY, 7);
  await seenByAll(replicas, 'numpy', 7);

  // A series that is born just before the collector is killed: nobody has been shown it yet.
  await sendCounts(udpPort, PANDAS, 5);
  await sleep(200);
  await collector.end('SIGKILL');
  collector = await startCollector();
  await sendCounts(udpPort, PANDAS, 2);
  await sendCounts(udpPort, NUMPY, 1);
  await seenByAll(replicas, 'pandas', 7);
  await seenByAll(replicas, 'numpy', 8);

  for (const replica of replicas) {
    assert.equal(await replica.increase('numpy'), 8);
    assert.equal(await replica.increase('pandas'), 7);
    assert.equal(await replica.ask('sum(resets(python_popcon_imported_package[5m]))'), 0);
  }
});

interface Replica extends Running {
  ask(query: string): Promise<number | undefined>;
  /** What the samples of a package grew by, without the extrapolation to the window that `increase()` does. */
  increase(name: string): Promise<number>;
}

async function startReplica(program: string, folder: string, name: string, target: number): Promise<Replica> {
  const port = await freePort();
  const config = join(folder, `${name}.yml`);
  writeFileSync(
    config,
    `global: {scrape_interval: 1s}\nscrape_configs: [{job_name: popcon, static_configs: [{targets: ["127.0.0.1:${target}"]}]}]\n`,
  );
  const running = await start(
    program,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, name)}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    (output) => output.includes('Server is ready'),
  );
  const query = async (text: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(text)}`);
    return JSON.parse(await answer.text()).data.result[0];
  };
  return {
    ...running,
    ask: async (text) => {
      const result = await query(text);
      return result === undefined ? undefined : Number(result.value[1]);
    },
    async increase(packageName) {
      const { values } = await query(`python_popcon_imported_package{package="${packageName}"}[5m]`);
      const numbers: number[] = values.map(([, value]: [number, string]) => Number(value));
      return numbers.slice(1).reduce((sum, value, index) => {
        const before = numbers[index] ?? 0;
        return sum + (value >= before ? value - before : value);
      }, 0);
    },
  };
}

async function seenByAll(replicas: readonly Replica[], name: string, count: number): Promise<void> {
  for (const replica of replicas) {
    await eventually(
      () => replica.ask(`python_popcon_imported_package{package="${name}"}`),
      (value) => value === count,
    );
  }
}

async function sendCounts(port: number, name: string, count: number): Promise<void> {
  const socket = createSocket('udp4');
  for (let sent = 0; sent < count; sent++) {
    await new Promise((resolve) => socket.send(`${name}:1|c`, port, '127.0.0.1', resolve));
  }
  socket.close();
}
