/** The image: its Dockerfile linted, its very steps carried out, and what they make run as a cluster would run it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dig, only, render } from '../deploy/chart.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { type Container, type Image, runImage } from './container.ts';
import { buildImage } from './dockerfile.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('hadolint finds nothing in the Dockerfile', (t) => {
  const hadolint = findPeer('hadolint');
  if (!hasPeer(t, hadolint, 'hadolint')) return;
  const { status, stdout } = spawnSync(hadolint, [join(ROOT, 'Dockerfile')], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

describe('the image', () => {
  const bwrap = findPeer('bwrap');
  let built: Image | undefined;
  const image = () => {
    built ??= buildImage(ROOT);
    return built;
  };
  after(() => {
    if (built !== undefined) rmSync(built.root, { recursive: true });
  });

  test('builds, and holds what runs and nothing of what built it', (t) => {
    if (!hasPeer(t, bwrap, 'bubblewrap')) return;
    const app = join(image().root, 'app');
    assert.deepEqual(readdirSync(app).sort(), ['dist', 'node_modules', 'package.json', 'python']);
    assert.ok(existsSync(join(app, 'node_modules/hono')));
    for (const name of ['typescript', '@biomejs/biome', 'playwright-core', 'node'])
      assert.ok(!existsSync(join(app, 'node_modules', name)), `${name} is in there`);
    assert.deepEqual(readdirSync(join(image().root, 'opt/popcon')), [
      'popularity_contest-1.0.0-py3-none-any.whl',
    ]);
  });

  test('does not run as root', (t) => {
    if (hasPeer(t, bwrap, 'bubblewrap')) assert.equal(image().user, '1000:1000');
  });

  test('counts, says it is healthy, and ends well: with its own arguments', async (t) => {
    if (hasPeer(t, bwrap, 'bubblewrap')) await exercise(image(), 1);
  });

  test('and with those of the chart, on the ledger that the first one left', async (t) => {
    const helm = findPeer('helm');
    if (!hasPeer(t, bwrap, 'bubblewrap') || !hasPeer(t, helm, 'helm')) return;
    const args = dig(only(render(helm), 'StatefulSet'), 'spec', 'template', 'spec', 'containers', 0, 'args');
    assert.ok(Array.isArray(args));
    await exercise(image(), 2, args.map(String));
  });
});

/** @param processes how many the ledger has by the end. */
async function exercise(image: Image, processes: number, args?: readonly string[]): Promise<void> {
  const container = await runImage(image, args);
  try {
    await untilHealthy(container, image);
    container.exec(['node', '-e', SEND]);
    await untilCounted(container, processes);
    const { status, output } = container.exec(['popcon', 'doctor', '--canary', '--host=127.0.0.1']);
    assert.equal(status, 0, output);
  } finally {
    assert.equal(await container.stop(), 0);
  }
}

/** Two lines, as a process that imported numpy sends them. */
const SEND = `
  const socket = require('node:dgram').createSocket('udp4');
  socket.send('python_popcon.processes:1|c\\npython_popcon.imported_package.numpy:1|c', 9125, '127.0.0.1', () => socket.close());
`;

async function untilHealthy(container: Container, image: Image): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (container.exec(image.healthcheck).status === 0) return;
    await sleep(100);
  }
  assert.fail('HEALTHCHECK never succeeded');
}

/** As an admin asks: `kubectl exec … popcon top`. */
async function untilCounted(container: Container, processes: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const { status, output } = container.exec(['popcon', 'top']);
    if (status === 0 && new RegExp(`^numpy +${processes} `, 'm').test(output)) return;
    await sleep(200);
  }
  assert.fail('popcon top never showed what was sent');
}
