/** Ctrl-C: every command ends soon, and nothing irrevocable has happened. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRecord } from '../../src/commands/publish/record.ts';
import { ROOT } from '../docs/page.ts';
import { fillLedger, madeUpNamespaces, madeUpPackages } from '../ledger-fixture.ts';
import { CLI } from './cli.ts';

/** Runs a command, sends SIGINT once `when` stands on its output, and waits for its end. */
async function interrupted(args: readonly string[], when: RegExp) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!when.test(stdout) && when.test(stdout + text)) child.kill('SIGINT');
    stdout += text;
  });
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}

describe('popcon demo', () => {
  test('--stay keeps the pages up until ctrl-C', async () => {
    const { status, stderr } = await interrupted(
      ['demo', '--stay', '--processes', '2'],
      /ctrl-C ends the demo/,
    );
    assert.equal(status, 0, stderr);
  });
});

test('npm run popcon passes SIGTERM on: nothing is left running', { timeout: 60_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'popcon-npm-'));
  t.after(() => rm(folder, { recursive: true }));
  const nowhere = ['--statsd.listen-udp=', '--statsd.listen-tcp=', '--web.listen-address=127.0.0.1:0'];
  const serve = ['serve', ...nowhere, '--ledger.path', join(folder, 'popcon.db')];
  const child = spawn('npm', ['run', '-s', 'popcon', '--', ...serve], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  // Once nobody has its output open.
  await once(child, 'close');
});

test('what only reads is ended by the system, as any program', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = once(server, 'request');
  const child = spawn(process.execPath, [CLI, 'top', '--from', `http://127.0.0.1:${port}`], {
    stdio: 'ignore',
  });
  await asked;
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'close'), [null, 'SIGINT']);
  server.closeAllConnections();
  server.close();
});

test('popcon publish, called off: exit code 130, and nothing was recorded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'popcon-interrupt-'));
  const ledger = join(folder, 'popcon.db');
  try {
    await fillLedger(ledger, {
      packages: madeUpPackages(400),
      namespaces: madeUpNamespaces(3),
      days: 200,
      lastDay: '2026-06-09',
    });
    const args = ['publish', join(folder, 'site'), '-l', ledger, '--hide-below', '2'];
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // Its ledger is open: it is at work.
    const open = `/proc/${child.pid}/fd`;
    while (!(await opens(open, ledger))) await sleep(20);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'close'), [130, null], stderr);
    assert.equal(stderr, 'popcon: interrupted\n');
    assert.deepEqual(readRecord(ledger).released, []);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function opens(folder: string, path: string): Promise<boolean> {
  const descriptors = await readdir(folder);
  const targets = await Promise.all(descriptors.map((each) => readlink(join(folder, each)).catch(() => '')));
  return targets.includes(path);
}
