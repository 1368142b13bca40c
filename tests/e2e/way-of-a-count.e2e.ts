/**
 * The whole way on real parts: a real kernel imports real packages, the reporter sends them, a real collector
 * (and a real statsd_exporter, with the seed's mapping file) counts them, a real Prometheus answers.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';
import { eventually, freePort, start, startCollectorProcess } from './running.ts';
import { addStartupScript, makeVenv, type Venv } from './venv.ts';

const execute = promisify(execFile);
const KERNEL_DRIVER = join(import.meta.dirname, 'kernel.py');

/** The seed's mapping rule, as its reader would copy it. */
const SEED_MAPPING = `mappings:
- match: "python_popcon.imported_package.*"
  name: "python_popcon_imported_package"
  labels:
    package: "$1"
`;

const peerPython = findPeerPython();
let folder: string;
let venv: Venv | undefined;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'popcon-way-'));
  if (peerPython !== undefined) venv = await makeVenv(peerPython);
});

after(async () => {
  await venv?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** The popcon series of an exposition, `# ` lines and self-metrics left out, sorted. */
function countsOf(exposition: string): string[] {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith('python_popcon_'))
    .sort();
}

async function runPython(port: number, code: string, env: Record<string, string> = {}): Promise<void> {
  assert.ok(venv !== undefined);
  await execute(venv.python, ['-c', code], {
    env: {
      ...process.env,
      PYTHON_POPCONTEST_STATSD_HOST: '127.0.0.1',
      PYTHON_POPCONTEST_STATSD_PORT: String(port),
      ...env,
    },
  });
}

test('a kernel with the seed’s start-up script is counted at /metrics', async (t) => {
  if (!hasPeer(t, peerPython, 'the Python peers') || venv === undefined) return;
  await addStartupScript(venv);
  const collector = await startCollectorProcess(join(folder, 'kernel.db'));
  try {
    await execute(peerPython, [KERNEL_DRIVER, venv.python, 'import yaml', 'import certifi, json'], {
      env: {
        ...process.env,
        IPYTHONDIR: join(folder, 'ipython'),
        PYTHON_POPCONTEST_STATSD_HOST: '127.0.0.1',
        PYTHON_POPCONTEST_STATSD_PORT: String(collector.statsdPort),
      },
    });
    const counts = await eventually(
      async () => countsOf(await collector.metrics()),
      (lines) => lines.includes('python_popcon_imported_package{package="certifi"} 1'),
    );
    assert.ok(counts.includes('python_popcon_imported_package{package="pyyaml"} 1'), counts.join('\n'));
    assert.ok(counts.includes('python_popcon_processes 1'), counts.join('\n'));
    assert.ok(
      !counts.some((line) => line.includes('"ipython"')),
      'what the kernel itself needs is not counted',
    );
  } finally {
    assert.equal(await collector.end(), 0);
  }
});

test('a namespaced prefix becomes a namespace label', async (t) => {
  if (!hasPeer(t, peerPython, 'the Python peers')) return;
  const collector = await startCollectorProcess(join(folder, 'namespace.db'));
  try {
    const prefix = 'python_popcon.hub.biology.imported_package';
    await runPython(collector.statsdPort, 'import popularity_contest.reporter, certifi', {
      PYTHON_POPCONTEST_STATSD_PREFIX: prefix,
    });
    const counts = await eventually(
      async () => countsOf(await collector.metrics()),
      (lines) => lines.length > 0,
    );
    assert.deepEqual(counts, [
      'python_popcon_imported_package{namespace="biology",package="certifi"} 1',
      'python_popcon_processes{namespace="biology"} 1',
    ]);
  } finally {
    await collector.end();
  }
});

test('statsd_exporter with the seed’s mapping shows the same series as the collector', async (t) => {
  const exporter = findPeer('statsd_exporter');
  if (!hasPeer(t, peerPython, 'the Python peers') || !hasPeer(t, exporter, 'statsd_exporter')) return;
  const mapping = join(folder, 'mapping.yml');
  await writeFile(mapping, SEED_MAPPING);
  const [statsdPort, httpPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${httpPort}`;
  const peer = await start(
    exporter,
    [
      `--statsd.listen-udp=127.0.0.1:${statsdPort}`,
      '--statsd.listen-tcp=',
      `--web.listen-address=127.0.0.1:${httpPort}`,
      `--statsd.mapping-config=${mapping}`,
    ],
    async () => (await fetch(`${url}/metrics`).catch(() => undefined))?.ok === true,
  );
  const collector = await startCollectorProcess(
    join(folder, 'exporter.db'),
    `--statsd.mapping-config=${mapping}`,
  );
  try {
    for (const port of [statsdPort, collector.statsdPort]) {
      await runPython(port, 'import popularity_contest.reporter, yaml, certifi');
      await runPython(port, 'import popularity_contest.reporter, yaml');
    }
    const complete = (lines: string[]) => lines.includes('python_popcon_processes 2');
    const theirs = await eventually(
      async () => countsOf(await (await fetch(`${url}/metrics`)).text()),
      complete,
    );
    const ours = await eventually(async () => countsOf(await collector.metrics()), complete);
    assert.deepEqual(ours, theirs);
    assert.ok(ours.includes('python_popcon_imported_package{package="pyyaml"} 2'), ours.join('\n'));
  } finally {
    await collector.end();
    await peer.end();
  }
});

test('Prometheus scrapes the collector and answers the seed’s query', async (t) => {
  const prometheus = findPeer('prometheus');
  if (!hasPeer(t, peerPython, 'the Python peers') || !hasPeer(t, prometheus, 'prometheus')) return;
  const collector = await startCollectorProcess(join(folder, 'prometheus.db'));
  const config = join(folder, 'prometheus.yml');
  const target = new URL(collector.url).host;
  await writeFile(
    config,
    `scrape_configs: [{job_name: popcon, scrape_interval: 1s, static_configs: [{targets: ['${target}']}]}]\n`,
  );
  const port = await freePort();
  const server = await start(
    prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    async () => (await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined))?.ok === true,
  );
  try {
    await runPython(collector.statsdPort, 'import popularity_contest.reporter, yaml, certifi');
    await runPython(collector.statsdPort, 'import popularity_contest.reporter, yaml');
    const query = encodeURIComponent('sum by (package) (python_popcon_imported_package)');
    const answer = await eventually(
      async () => {
        const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${query}`);
        const { data } = (await response.json()) as {
          data: { result: { metric: Record<string, string>; value: [number, string] }[] };
        };
        return Object.fromEntries(data.result.map(({ metric, value }) => [metric.package, value[1]]));
      },
      (counts) => counts.pyyaml === '2',
    );
    assert.deepEqual(answer, { certifi: '1', pyyaml: '2' });
  } finally {
    await server.end();
    await collector.end();
  }
});
