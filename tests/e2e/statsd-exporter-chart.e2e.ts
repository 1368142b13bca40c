/**
 * The arguments that the prometheus-community chart gives its container, to statsd_exporter and to popcon in its place,
 * with the mapping of our values: real processes report to both, and both show the same series.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { dig } from '../deploy/chart.ts';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';
import { CLI } from './cli.ts';
import { eventually, freePort, start } from './running.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** templates/deployment.yaml of prometheus-statsd-exporter 1.0.0, with its default values. */
function chartArguments(httpPort: number, statsdPort: number, mapping: string): readonly string[] {
  return [
    `--web.listen-address=:${httpPort}`,
    '--web.telemetry-path=/metrics',
    `--statsd.listen-udp=:${statsdPort}`,
    `--statsd.listen-tcp=:${statsdPort}`,
    '--statsd.cache-size=1000',
    '--statsd.event-queue-size=10000',
    '--statsd.event-flush-threshold=1000',
    '--statsd.event-flush-interval=200ms',
    `--statsd.mapping-config=${mapping}`,
  ];
}

const EXPECTED = [
  'python_popcon_imported_package{namespace="prod-hub",package="pyyaml"} 1',
  'python_popcon_imported_package{package="pyyaml"} 2',
  'python_popcon_processes 2',
  'python_popcon_processes{namespace="prod-hub"} 1',
];

describe('the chart of statsd_exporter', () => {
  let folder: string;
  let mapping: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'popcon-chart-'));
    mapping = join(folder, 'statsd-mapping.conf');
    const values: unknown = parse(readFileSync(join(ROOT, 'deploy/statsd-exporter/values.yaml'), 'utf8'));
    await writeFile(mapping, String(dig(values, 'statsd', 'mappingConfig')));
  });
  after(() => rm(folder, { recursive: true }));

  const exercise = async (python: string, program: string, ...first: readonly string[]) => {
    const [httpPort, statsdPort] = [await freePort(), await freePort()];
    const metrics = async () => {
      const response = await fetch(`http://127.0.0.1:${httpPort}/metrics`).catch(() => undefined);
      return (await response?.text()) ?? '';
    };
    const args = [...first, ...chartArguments(httpPort, statsdPort, mapping)];
    const running = await start(program, args, async () => (await metrics()).includes('# TYPE'), {
      cwd: folder,
    });
    try {
      for (const prefix of ['', '', 'python_popcon.hub.prod-hub.imported_package'])
        execFileSync(python, ['-c', 'import popularity_contest.reporter, yaml'], {
          env: {
            PYTHONPATH: join(ROOT, 'python'),
            PYTHON_POPCONTEST_STATSD_HOST: '127.0.0.1',
            PYTHON_POPCONTEST_STATSD_PORT: String(statsdPort),
            PYTHON_POPCONTEST_STATSD_PREFIX: prefix,
          },
        });
      const series = (text: string) =>
        text
          .split('\n')
          .filter((line) => line.startsWith('python_popcon_'))
          .sort();
      const shown = await eventually(
        metrics,
        (text) => series(text).length >= EXPECTED.length && text.includes('processes 2'),
      );
      assert.deepEqual(series(shown), EXPECTED);
    } finally {
      await running.end();
    }
  };

  test('with statsd_exporter', async (t) => {
    const [python, exporter] = [findPeerPython(), findPeer('statsd_exporter')];
    if (hasPeer(t, python, 'pyyaml') && hasPeer(t, exporter, 'statsd_exporter'))
      await exercise(python, exporter);
  });

  test('with popcon in its place', async (t) => {
    const python = findPeerPython();
    if (hasPeer(t, python, 'pyyaml')) await exercise(python, process.execPath, CLI, 'serve');
  });
});
