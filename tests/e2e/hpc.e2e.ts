/** docs/hpc.md for real: a module tree, a job step of many ranks, and a socket on a node that passes lines on. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { findPeerPython, hasPeer } from '../peers.ts';
import { type CollectorProcess, eventually, startCollectorProcess } from './running.ts';

const REPORTER = resolve(import.meta.dirname, '../../python/popularity_contest');
const SITECUSTOMIZE = 'try:\n    import popularity_contest.reporter\nexcept Exception:\n    pass\n';

describe('a cluster', () => {
  let folder: string;
  let tree: string;
  let central: CollectorProcess;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'popcon-hpc-'));
    tree = join(folder, 'apps');
    cpSync(REPORTER, join(tree, 'popularity_contest'), { recursive: true });
    await writeFile(join(tree, 'sitecustomize.py'), SITECUSTOMIZE);
    central = await startCollectorProcess(join(folder, 'central.db'));
  });
  after(async () => {
    await central.end();
    await rm(folder, { recursive: true });
  });

  const environment = (host: string, more: Readonly<Record<string, string>> = {}) => ({
    PATH: process.env.PATH,
    PYTHONPATH: tree,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHON_POPCONTEST_STATSD_HOST: host,
    PYTHON_POPCONTEST_STATSD_PORT: String(central.statsdPort),
    ...more,
  });
  const shows = (line: string) =>
    eventually(
      () => central.metrics(),
      (text) => text.split('\n').includes(line),
    );

  test('one copy of the reporter counts in every Python of the tree, touching none', async (t) => {
    const homes = globSync(join(process.env.HOME ?? '', '.pyenv/versions/3.{8,9,10,11,12,13}.*/bin/python'));
    const pythons = [...homes, '/usr/bin/python3'].filter(existsSync);
    if (pythons.length === 0) return t.skip('no Python here');
    const prefix = 'python_popcon.hub.tree.imported_package';
    for (const python of pythons) {
      execFileSync(python, ['-c', 'pass'], {
        env: environment('127.0.0.1', { PYTHON_POPCONTEST_STATSD_PREFIX: prefix }),
      });
    }
    await shows(`python_popcon_processes{namespace="tree"} ${pythons.length}`);
  });

  test('of a job step with 64 ranks at once, rank 0 counts', async (t) => {
    const python = findPeerPython();
    if (!hasPeer(t, python, 'pyyaml')) return;
    const run = promisify(execFile);
    const ranks = Array.from({ length: 64 }, (_, rank) =>
      run(python, ['-c', 'import yaml'], {
        env: environment('127.0.0.1', {
          PYTHON_POPCONTEST_RANK: 'first',
          // 64 interpreters on two cores, and no index.
          PYTHON_POPCONTEST_BUDGET_MS: '20000',
          PYTHON_POPCONTEST_STATSD_PREFIX: 'python_popcon.hub.step.imported_package',
          SLURM_PROCID: String(rank),
        }),
      }),
    );
    await Promise.all(ranks);
    await shows('python_popcon_imported_package{namespace="step",package="pyyaml"} 1');
    assert.match(await central.metrics(), /^python_popcon_processes\{namespace="step"\} 1$/m);
  });

  test('a socket on a node passes on to the central collector', async (t) => {
    const python = findPeerPython();
    if (!hasPeer(t, python, 'pyyaml')) return;
    const path = join(folder, 'statsd.sock');
    const flags = [
      `--statsd.listen-unixgram=${path}`,
      '--statsd.unixsocket-mode=666',
      `--statsd.relay.address=127.0.0.1:${central.statsdPort}`,
    ];
    const node = await startCollectorProcess(join(folder, 'node.db'), ...flags);
    try {
      // Jobs are of many users, and none of them runs the collector.
      assert.equal(statSync(path).mode & 0o666, 0o666);
      const prefix = 'python_popcon.hub.node.imported_package';
      execFileSync(python, ['-c', 'import yaml'], {
        env: environment(`unixgram://${path}`, { PYTHON_POPCONTEST_STATSD_PREFIX: prefix }),
      });
      await shows('python_popcon_imported_package{namespace="node",package="pyyaml"} 1');
      await eventually(
        () => node.metrics(),
        (text) => text.includes('python_popcon_processes{namespace="node"} 1'),
      );
    } finally {
      await node.end();
    }
  });
});
