/**
 * docs/scale.md for real: three collectors, two Prometheus servers that scrape them and a third that federates both.
 * What was sent to all is what `popcon top` answers from the third, to the last process.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { findPeer, hasPeer } from '../peers.ts';
import { type Server, startPrometheus } from '../sources/servers.ts';
import { popcon } from './cli.ts';
import { type CollectorProcess, eventually, startCollectorProcess } from './running.ts';

const topSchema = z.object({
  evidence: z.object({ processes: z.number() }),
  rows: z.array(z.object({ package: z.string(), processes: z.number() })),
});

/** Processes that reach each collector, by namespace, and one in how many of them imports the package. */
const TRAFFIC = [
  { namespace: 'teaching', processes: 300, imports: { numpy: 1, pandas: 2 } },
  { namespace: 'research', processes: 120, imports: { numpy: 1, scipy: 3 } },
  { namespace: '', processes: 70, imports: { pandas: 1, scipy: 7 } },
] as const;

const SCRAPES = '{__name__=~"python_popcon_.+|popcon_.+"}';
const url = (server: Server) => server.url.replace('http://', '');

test('three collectors, two Prometheus servers, and a third over both', async (t) => {
  const [prometheus, promtool] = [findPeer('prometheus'), findPeer('promtool')];
  if (!hasPeer(t, prometheus, 'prometheus') || !hasPeer(t, promtool, 'promtool')) return;
  const folder = await mkdtemp(join(tmpdir(), 'popcon-scale-'));
  await using ending = new AsyncDisposableStack();
  ending.defer(() => rm(folder, { recursive: true }));

  // One after the other: doctor tells collectors apart by the millisecond in which they started.
  const collectors: CollectorProcess[] = [];
  for (const at of TRAFFIC.keys()) {
    const collector = await startCollectorProcess(join(folder, `${at}.db`));
    collectors.push(collector);
    ending.defer(async () => void (await collector.end()));
  }
  const start = async (config: unknown) => {
    const server = await startPrometheus({ prometheus, promtool }, [], { config: JSON.stringify(config) });
    ending.defer(() => server.stop());
    return server;
  };
  const scraping = (...targets: readonly CollectorProcess[]) => ({
    global: { scrape_interval: '1s' },
    scrape_configs: [
      {
        job_name: 'popcon',
        honor_labels: true,
        static_configs: [{ targets: targets.map((target) => target.url.replace('http://', '')) }],
      },
    ],
  });
  const [one, two, three] = collectors;
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  const near = await start(scraping(one, two));
  const far = await start(scraping(three));
  const over = await start({
    global: { scrape_interval: '1s' },
    scrape_configs: [
      {
        job_name: 'federate',
        honor_labels: true,
        metrics_path: '/federate',
        params: { 'match[]': [SCRAPES] },
        static_configs: [{ targets: [url(near), url(far)] }],
      },
    ],
  });
  await eventually(
    () => ask(over, 'count(popcon_series)'),
    (known) => known === 3,
  );

  const sent = new Map<string, number>();
  for (const [at, { namespace, processes, imports }] of TRAFFIC.entries()) {
    await send(collectors[at], namespace, processes, imports, sent);
  }
  const total = TRAFFIC.reduce((sum, { processes }) => sum + processes, 0);
  await eventually(
    () => ask(over, 'sum(python_popcon_processes)'),
    (known) => known === total,
  );

  await t.test('popcon top from the third is the sum of what was sent', async () => {
    assert.deepEqual(await top(over), { processes: total, packages: Object.fromEntries(sent) });
  });

  await t.test('by namespace it is what that collector was sent', async () => {
    const { namespace, processes } = TRAFFIC[1];
    const answer = await top(over, '--namespace', namespace);
    assert.deepEqual(answer, { processes, packages: { numpy: 120, scipy: 40 } });
  });

  await t.test('each Prometheus answers for its own', async () => {
    assert.equal((await top(near)).processes, 420);
    assert.equal((await top(far)).processes, 70);
  });

  await t.test('doctor sees the collectors there', async () => {
    const flags = ['--port', String(one.statsdPort), '--collector', one.url, '--host', '127.0.0.1'];
    const { status, stdout } = await popcon(['doctor', ...flags, '--prometheus', over.url]);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /ok {7}prometheus {2}.* scrapes .*490 processes/s);
  });
});

/** A datagram a process, as the reporter sends it; adds to `sent` what they import. */
async function send(
  collector: CollectorProcess | undefined,
  namespace: string,
  processes: number,
  imports: Readonly<Record<string, number>>,
  sent: Map<string, number>,
): Promise<void> {
  const socket = createSocket('udp4');
  const parent = namespace === '' ? 'python_popcon' : `python_popcon.hub.${namespace}`;
  for (let process = 0; process < processes; process++) {
    const names = Object.keys(imports).filter((name) => process % (imports[name] ?? 1) === 0);
    for (const name of names) sent.set(name, (sent.get(name) ?? 0) + 1);
    const lines = [
      `${parent}.processes:1|c`,
      ...names.map((name) => `${parent}.imported_package.${name}:1|c`),
    ];
    await new Promise((done) => socket.send(lines.join('\n'), collector?.statsdPort, '127.0.0.1', done));
  }
  socket.close();
}

async function top(server: Server, ...args: readonly string[]) {
  const { status, stdout, stderr } = await popcon([
    'top',
    '--json',
    '--from',
    `prometheus+${server.url}`,
    ...args,
  ]);
  assert.equal(status, 0, stderr);
  const { evidence, rows } = topSchema.parse(JSON.parse(stdout));
  return {
    processes: evidence.processes,
    packages: Object.fromEntries(rows.map((row) => [row.package, row.processes])),
  };
}

async function ask(server: Server, query: string): Promise<number | undefined> {
  const response = await fetch(`${server.url}/api/v1/query?${new URLSearchParams({ query })}`);
  const schema = z.object({
    data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
  });
  const [row] = schema.parse(await response.json()).data.result;
  return row === undefined ? undefined : Number(row.value[1]);
}
