/**
 * docs/upgrade.md, "From releases 0.x": the original from PyPI as hubs run it, its prefix with a namespace, then ours,
 * image by image; with the shipped mapping in `popcon serve` and in the real statsd_exporter, which count the same.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { BUILTIN_MAPPING } from '../../src/mapping/builtin.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { eventually, startCollectorProcess } from './running.ts';
import { StatsdExporter } from './statsd-exporter.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAPPING = join(ROOT, 'deploy/statsd-exporter/mapping-0.x.yml');
const ORIGINAL = join(ROOT, '.cache/peers/original/bin/python');
/** What the start-up script of an image says, for the original as for ours. */
const NOTEBOOK =
  'import popularity_contest.reporter; popularity_contest.reporter.setup_reporter(); import yaml, ruamel.yaml';
const OURS = { PYTHONPATH: join(ROOT, 'python') };
const OLD_PREFIX = 'python_popcon.namespace.prod';
const NEW_PREFIX = 'python_popcon.hub.prod.imported_package';

test('the mapping ends with the built-in rules', () => {
  const rules = (text: string) => (parse(text) as { readonly mappings: readonly unknown[] }).mappings;
  const builtin = rules(BUILTIN_MAPPING);
  assert.deepEqual(rules(readFileSync(MAPPING, 'utf8')).slice(-builtin.length), builtin);
});

test('no process and no package is lost on the way', async (t) => {
  const program = findPeer('statsd_exporter');
  const python = existsSync(ORIGINAL) ? ORIGINAL : undefined;
  if (!hasPeer(t, program, 'statsd_exporter') || !hasPeer(t, python, 'the original')) return;
  const folder = await mkdtemp(join(tmpdir(), 'popcon-migration-'));
  const theirs = new StatsdExporter(program);
  await theirs.start(readFileSync(MAPPING, 'utf8'));
  const ours = await startCollectorProcess(
    join(folder, 'popcon.db'),
    `--statsd.mapping-config=${MAPPING}`,
    `--statsd.relay.address=127.0.0.1:${theirs.statsdPort}`,
  );
  t.after(async () => {
    await ours.end();
    await theirs.stop();
    await rm(folder, { recursive: true });
  });

  const notebook = (env: Readonly<Record<string, string>>) =>
    execFileSync(python, ['-c', NOTEBOOK], {
      env: {
        HOME: folder,
        PYTHON_POPCONTEST_STATSD_HOST: '127.0.0.1',
        PYTHON_POPCONTEST_STATSD_PORT: String(ours.statsdPort),
        ...env,
      },
    });
  const series = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('python_popcon_'))
      .sort();
  const counted = async (expected: readonly string[]) => {
    const told = await eventually(
      async () => series(await ours.metrics()),
      (lines) => lines.join() === [...expected].sort().join(),
    );
    const exporter = await eventually(
      async () => series(await (await fetch(`${theirs.url}/metrics`)).text()),
      (lines) => lines.join() === told.join(),
    );
    assert.deepEqual(exporter, told);
  };
  const prod = (name: string, count: number) =>
    `python_popcon_imported_package{namespace="prod",package="${name}"} ${count}`;
  const processes = (count: number) => `python_popcon_processes{namespace="prod"} ${count}`;

  await t.test('as it was: the original, under its own prefix', async () => {
    notebook({ PYTHON_POPCONTEST_STATSD_PREFIX: OLD_PREFIX });
    await counted([prod('PyYAML', 1), prod('ruamel.yaml', 1), processes(1)]);
  });
  await t.test('as its README had it', async () => {
    notebook({ PYTHON_POPCONTEST_STATSD_PREFIX: `${OLD_PREFIX}.library_used` });
    await counted([prod('PyYAML', 2), prod('ruamel.yaml', 2), processes(2)]);
  });
  await t.test('first the prefix of the hub: the original goes on under the new one', async () => {
    notebook({ PYTHON_POPCONTEST_STATSD_PREFIX: NEW_PREFIX });
    await counted([prod('PyYAML', 3), prod('ruamel.yaml', 3), processes(3)]);
  });
  await t.test('then the images: ours, by the same start-up script', async () => {
    notebook({ ...OURS, PYTHON_POPCONTEST_STATSD_PREFIX: NEW_PREFIX });
    const before = [prod('PyYAML', 3), prod('ruamel.yaml', 3)];
    // The original does not know the last one, whose only module is a single file.
    const names = [prod('pyyaml', 1), prod('ruamel-yaml', 1), prod('ruamel-yaml-clib', 1)];
    await counted([...before, ...names, processes(4)]);
  });
});
