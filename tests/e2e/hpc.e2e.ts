/** docs/hpc.md for real: a module tree, a job step of many ranks, and a socket on a node that passes lines on. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { findPeerPython, hasPeer } from '../peers.ts';
import { MODULE_SYSTEMS, moduleLoad } from './modules.ts';
import { type CollectorProcess, eventually, freePort, startCollectorProcess } from './running.ts';

const REPORTER = resolve(import.meta.dirname, '../../python/popularity_contest');
const MODULES = resolve(import.meta.dirname, '../../deploy/modules');
/** As EasyBuild's Python has it: packages are on the search path behind a virtual environment's own. */
const EASYBUILD = `import os, site, sys
for prefix in os.environ.get("EBPYTHONPREFIXES", "").split(":"):
    site.addsitedir(os.path.join(prefix, "lib", "python%d.%d" % sys.version_info[:2], "site-packages"))
`;

describe('a cluster', () => {
  let folder: string;
  let tree: string;
  let central: CollectorProcess;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'popcon-hpc-'));
    tree = join(folder, 'apps');
    cpSync(REPORTER, join(tree, 'popularity_contest'), { recursive: true });
    cpSync(join(MODULES, 'sitecustomize.py'), join(tree, 'sitecustomize.py'));
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

  const pythonsOfTheTree = () => [
    ...globSync(
      join(
        process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
        'versions/3.{8,9,10,11,12,13,14}.*/bin/python',
      ),
    ),
    ...globSync(resolve(import.meta.dirname, '../../.cache/peers/cpython/**/bin/python3.14')),
    ...['/usr/bin/python3'].filter(existsSync),
  ];

  test('one copy of the reporter counts in every Python of the tree, touching none', async (t) => {
    const pythons = pythonsOfTheTree();
    if (pythons.length === 0) return t.skip('no Python here');
    const prefix = 'python_popcon.hub.tree.imported_package';
    for (const python of pythons) {
      execFileSync(python, ['-c', 'pass'], {
        env: environment('127.0.0.1', { PYTHON_POPCONTEST_STATSD_PREFIX: prefix }),
      });
    }
    await shows(`python_popcon_processes{namespace="tree"} ${pythons.length}`);
  });

  for (const system of MODULE_SYSTEMS) {
    test(`${system.name}: the modulefile, with the sitecustomize that a tree has already`, async (t) => {
      if (!hasPeer(t, system.command?.[0], system.name)) return;
      const namespace = system.name.replace(' ', '-');
      const modulePath = join(folder, namespace);
      const bundle = join(modulePath, 'bundle');
      mkdirSync(modulePath);
      const modulefile = readFileSync(join(MODULES, 'popcon'), 'utf8')
        .replaceAll('/apps/popcon', tree)
        .replaceAll('stats.cluster', '127.0.0.1');
      writeFileSync(join(modulePath, 'popcon'), modulefile);
      const easybuild = `#%Module1.0\nprepend-path PYTHONPATH ${modulePath}\nsetenv EBPYTHONPREFIXES ${bundle}\n`;
      writeFileSync(join(modulePath, 'bundle-1.0'), easybuild);
      writeFileSync(join(modulePath, 'sitecustomize.py'), EASYBUILD);
      const variables = {
        ...moduleLoad(system, modulePath, ['bundle-1.0', 'popcon']),
        PYTHON_POPCONTEST_STATSD_PORT: String(central.statsdPort),
        PYTHON_POPCONTEST_STATSD_PREFIX: `python_popcon.hub.${namespace}.imported_package`,
      };

      const pythons = pythonsOfTheTree().filter(
        (_, index, { length }) => index === 0 || index === length - 2,
      );
      const run = (python: string, ...args: string[]) =>
        execFileSync(python, args, { env: variables, encoding: 'utf8', stdio: 'pipe' });
      for (const python of pythons) {
        const version = run(python, '-I', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])').trim();
        makeDistribution(join(bundle, 'lib', `python${version}`, 'site-packages'), 'from-the-bundle');
        run(python, '-c', 'import from_the_bundle');
        // The one command that makes the index, and the same with it.
        assert.match(run(python, '-m', 'popularity_contest', 'index'), /^wrote .*\.index: /);
        run(python, '-c', 'import from_the_bundle');
      }
      const processes = 2 * pythons.length;
      await shows(`python_popcon_processes{namespace="${namespace}"} ${processes}`);
      const labels = `namespace="${namespace}",package="from-the-bundle"`;
      await shows(`python_popcon_imported_package{${labels}} ${processes}`);

      const [python = ''] = pythons;
      assert.match(
        run(python, '-m', 'popularity_contest', 'doctor'),
        /in all processes by .*sitecustomize\.py/,
      );
      assert.match(run(python, '-m', 'popularity_contest.inventory'), /"activation":"all-processes"/);
    });
  }

  test('of 64 ranks at once, in a job array on two Pythons, rank 0 of each task counts', async (t) => {
    const pythons = pythonsOfTheTree().slice(0, 2);
    if (pythons.length < 2) return t.skip('no two Pythons here');
    const site = join(folder, 'array');
    makeDistribution(site, 'of-the-array');
    const run = promisify(execFile);
    const [tasks, ranks] = [16, 4];
    const start = (process: number, namespace: string) => {
      const task = Math.floor(process / ranks);
      return run(pythons[task % 2] ?? '', ['-c', 'import of_the_array'], {
        env: environment('127.0.0.1', {
          PYTHONPATH: `${tree}:${site}`,
          PYTHON_POPCONTEST_RANK: 'first',
          PYTHON_POPCONTEST_STATSD_PREFIX: `python_popcon.hub.${namespace}.imported_package`,
          SLURM_ARRAY_TASK_ID: String(task),
          SLURM_PROCID: String(process % ranks),
        }),
      });
    };
    await Promise.all(Array.from({ length: tasks * ranks }, (_, process) => start(process, 'array')));
    // Whatever they sent was there before this.
    await start(0, 'after');
    await shows('python_popcon_processes{namespace="after"} 1');
    const lines = (await central.metrics()).split('\n');
    const counted = lines.filter((line) => /^python_popcon_\w+\{namespace="array"/.test(line)).sort();
    assert.deepEqual(counted, [
      `python_popcon_imported_package{namespace="array",package="of-the-array"} ${tasks}`,
      `python_popcon_processes{namespace="array"} ${tasks}`,
    ]);
  });

  test('a socket on a node passes on to a central collector that goes away and comes back', async (t) => {
    const python = findPeerPython();
    if (!hasPeer(t, python, 'pyyaml')) return;
    const path = join(folder, 'statsd.sock');
    const port = await freePort();
    const startCentral = () =>
      startCollectorProcess(join(folder, 'relayed.db'), `--statsd.listen-tcp=127.0.0.1:${port}`);
    const flags = [
      `--statsd.listen-unixgram=${path}`,
      '--statsd.unixsocket-mode=666',
      `--statsd.relay.address=tcp://127.0.0.1:${port}`,
      '--statsd.relay.only',
    ];
    const report = () =>
      execFileSync(python, ['-c', 'import yaml'], {
        env: environment(`unixgram://${path}`, {
          PYTHON_POPCONTEST_STATSD_PREFIX: 'python_popcon.hub.node.imported_package',
        }),
      });
    const counted = (collector: CollectorProcess, count: number) =>
      eventually(
        () => collector.metrics(),
        (text) =>
          text.includes(`python_popcon_imported_package{namespace="node",package="pyyaml"} ${count}\n`),
      );
    await using ending = new AsyncDisposableStack();
    // Neither is there first, and the node starts without the other.
    const node = await startCollectorProcess(join(folder, 'node.db'), ...flags);
    ending.defer(async () => void (await node.end()));
    // Jobs are of many users, and none of them runs the collector.
    assert.equal(statSync(path).mode & 0o666, 0o666);
    report();
    const first = await startCentral();
    ending.defer(async () => void (await first.end()));
    await counted(first, 1);
    await first.end();
    for (let process = 0; process < 3; process++) report();
    const second = await startCentral();
    ending.defer(async () => void (await second.end()));
    await counted(second, 4);
    // A Prometheus that scrapes both counts each report once.
    const metrics = await eventually(
      () => node.metrics(),
      // Its own figures are of its last tick, which may be before the lines were sent.
      (text) => /^popcon_relay_lines_waiting 0$/m.test(text),
    );
    assert.doesNotMatch(metrics, /^python_popcon/m);
    const received = /^popcon_samples_received_total (\d+)$/m.exec(metrics)?.[1];
    assert.match(metrics, new RegExp(`^popcon_samples_relayed_total ${received}$`, 'm'));
    assert.match(metrics, new RegExp(`^popcon_relay_lines_total\\{outcome="sent"\\} ${received}$`, 'm'));
  });
});

function makeDistribution(site: string, name: string): void {
  const module = `${name.replaceAll('-', '_')}.py`;
  const metadata = join(site, `${name.replaceAll('-', '_')}-1.0.dist-info`);
  mkdirSync(metadata, { recursive: true });
  writeFileSync(join(site, module), '');
  writeFileSync(join(metadata, 'METADATA'), `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`);
  writeFileSync(join(metadata, 'RECORD'), `${module},,\n${metadata.split('/').at(-1)}/RECORD,,\n`);
}
