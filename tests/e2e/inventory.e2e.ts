/** An inventory's way into a running collector: over HTTP from both programs, and past it into its ledger. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { environmentAnswer, environmentsAnswer } from '../../src/sources/api.ts';
import { findPeerPython, hasPeer } from '../peers.ts';
import { popcon } from './cli.ts';
import { type CollectorProcess, eventually, startCollectorProcess } from './running.ts';

const PYTHON_SOURCES = resolve(import.meta.dirname, '../../python');

/** Package label to value, over all other labels. */
async function counts({ metrics }: CollectorProcess): Promise<Map<string, number>> {
  const lines = (await metrics()).matchAll(
    /^python_popcon_imported_package\{.*?package="([^"]*)".*\} (\d+)$/gm,
  );
  return new Map(Array.from(lines, ([, name = '', value]) => [name, Number(value)]));
}

function send(port: number, text: string): Promise<void> {
  const socket = createSocket('udp4');
  return new Promise((done, fail) =>
    socket.send(text, port, '127.0.0.1', (error) => socket.close(() => (error ? fail(error) : done()))),
  );
}

test('what is installed is at 0 until it is imported, and other names are folded', {
  timeout: 180_000,
}, async (t) => {
  const python = findPeerPython();
  if (!hasPeer(t, python, 'a Python environment')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-inventory-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('token'), 'a-push-token\n');
  writeFileSync(at('requirements.txt'), 'only-in-the-ledger\n');
  const flags = [`--web.push-token-file=${at('token')}`, '--packages.known-only'];
  let collector = await startCollectorProcess(at('popcon.db'), ...flags);
  t.after(() => collector.end());

  await t.test('without the token it is refused', async () => {
    const ended = await popcon(['inventory', '--python', python, '--push', collector.url]);
    assert.deepEqual([ended.status, ended.stdout], [4, '']);
    assert.match(ended.stderr, /^popcon: .* answered 401: .*--from-token-file.*\n$/);
    assert.equal((await counts(collector)).size, 0);
  });

  await t.test('with it, every installed package is at 0', async () => {
    const to = ['--push', collector.url, '--from-token-file', at('token')];
    const ended = await popcon(['inventory', '--python', python, '--environment', 'peers', ...to]);
    assert.equal(ended.status, 0, ended.stderr);
    const shown = await counts(collector);
    assert.equal(shown.get('ipykernel'), 0);
    assert.ok(shown.size > 100);
    const answer = environmentAnswer.parse(
      await (await fetch(`${collector.url}/api/v1/environments/peers`)).json(),
    );
    assert.equal(answer.inventory.distributions.length, shown.size);
  });

  await t.test('an import takes it off 0, under whatever namespace; an unknown name is folded', async () => {
    const lines = [
      'imported_package.ipykernel',
      'hub.lab.imported_package.traitlets',
      'imported_package.private',
    ];
    await send(collector.statsdPort, lines.map((line) => `python_popcon.${line}:1|c`).join('\n'));
    const shown = await eventually(
      () => counts(collector),
      (now) => now.get('traitlets') === 1 && now.get('other') === 1 && now.get('ipykernel') === 1,
    );
    assert.equal(shown.get('private'), undefined);
    assert.equal(shown.get('ipython'), 0);
  });

  await t.test('what another program records in the ledger is noticed', async () => {
    const file = [
      '--from-file',
      at('requirements.txt'),
      '--environment',
      'file',
      '--ledger',
      at('popcon.db'),
    ];
    assert.equal((await popcon(['inventory', ...file])).status, 0);
    await eventually(
      () => counts(collector),
      (now) => now.get('only-in-the-ledger') === 0,
    );
  });

  await t.test('the reporter’s own command pushes it too, from an image without Node', async () => {
    const args = ['-m', 'popularity_contest.inventory', '--environment', 'image', '--push', collector.url];
    await promisify(execFile)(python, [...args, '--from-token-file', at('token')], { cwd: PYTHON_SOURCES });
    const { environments } = environmentsAnswer.parse(
      await (await fetch(`${collector.url}/api/v1/environments`)).json(),
    );
    assert.deepEqual(environments, ['file', 'image', 'peers']);
  });

  await t.test('all of it is there after a kill', async () => {
    const before = await counts(collector);
    await collector.end('SIGKILL');
    collector = await startCollectorProcess(at('popcon.db'), ...flags);
    assert.deepEqual(await counts(collector), before);
  });
});
