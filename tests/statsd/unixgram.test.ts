/** Unix datagram sockets: which paths are taken, what is read, and what an end leaves. */
import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Libc } from '../../src/libc.ts';
import { SOCK_DGRAM } from '../../src/statsd/inet-socket.ts';
import { unixAddress } from '../../src/statsd/sockaddr.ts';
import { openUnixgram } from '../../src/statsd/unixgram.ts';
import { datagramSink, later, libc, needsLibc, unixSender, until } from './sockets.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-sockets-'));
after(() => rmSync(folder, { recursive: true }));

function bindUnix(path: string): number {
  const { family, bytes } = unixAddress(path) ?? assert.fail();
  const fd = (libc as Libc).socket(family, SOCK_DGRAM, 0);
  assert.equal(libc?.bind(fd, bytes, bytes.length), 0, path);
  return fd;
}

test('each datagram is read, one that is too long is counted, and the path goes', {
  skip: needsLibc,
}, async () => {
  const path = join(folder, 'own.sock');
  const { seen, dropped, sink } = datagramSink();
  const listener = openUnixgram({ endpoint: { path }, mode: 0o720 }, sink, libc);
  const { mode } = lstatSync(path);
  const fd = unixSender(path);
  writeSync(fd, 'first');
  await until(() => seen.length === 1);
  writeSync(fd, Buffer.alloc(65_537, 'x'));
  writeSync(fd, Buffer.alloc(65_536, 'y'));
  writeSync(fd, 'last');
  assert.equal(await listener.close(later()), true);
  assert.deepEqual([listener.address, mode & 0o777], [path, 0o720]);
  assert.deepEqual(
    seen.map((text) => text.slice(0, 5)),
    ['first', 'yyyyy', 'last'],
  );
  assert.deepEqual(dropped, ['too-long']);
  assert.ok(!existsSync(path));
  assert.throws(() => writeSync(fd, 'gone'));
  libc?.close(fd);
});

test('the socket that another has put in place of ours stays', { skip: needsLibc }, async () => {
  const path = join(folder, 'replaced.sock');
  const { sink } = datagramSink();
  const listener = openUnixgram({ endpoint: { path }, mode: 0o700 }, sink, libc);
  renameSync(path, `${path}.before`);
  const other = bindUnix(path);
  await listener.close(later());
  assert.ok(existsSync(path));
  libc?.close(other);
});

test('a socket that is held for us keeps its path', { skip: needsLibc }, async () => {
  const path = join(folder, 'held.sock');
  const fd = bindUnix(path);
  const sender = unixSender(path);
  writeSync(sender, 'before');
  const { seen, sink } = datagramSink();
  const listener = openUnixgram({ endpoint: { fd }, mode: 0o700 }, sink, libc);
  assert.equal(await listener.close(later()), true);
  assert.equal(listener.address, `descriptor ${fd}`);
  assert.deepEqual(seen, ['before']);
  assert.ok(existsSync(path));
  libc?.close(sender);
});

/** What is at the path before, and why it is refused; undefined: it is replaced. */
const PATHS: Readonly<Record<string, readonly [prepare: (path: string) => void, refusal?: RegExp]>> = {
  stale: [(path) => libc?.close(bindUnix(path))],
  used: [(path) => bindUnix(path), /^unixgram .*used is in use by another program/],
  file: [(path) => writeFileSync(path, 'kept'), /^unixgram .*file is there, and not a socket/],
  'no-folder/socket': [() => undefined, /^unixgram .* is in a folder that does not exist/],
  ['x'.repeat(108)]: [() => undefined, /^unixgram .* is too long for the path of a socket/],
};

for (const [name, [prepare, refusal]] of Object.entries(PATHS)) {
  test(`${name.slice(0, 20)}`, { skip: needsLibc }, async () => {
    const path = join(folder, name);
    prepare(path);
    const open = () => openUnixgram({ endpoint: { path }, mode: 0o700 }, datagramSink().sink, libc);
    if (refusal === undefined) return void (await open().close(later()));
    assert.throws(open, { code: 'bind-failed', about: 'unixgram', message: refusal });
    if (name === 'file') assert.equal(readFileSync(path, 'utf8'), 'kept');
  });
}

test('not without the C library', () => {
  const open = () => openUnixgram({ endpoint: { path: 'x' }, mode: 0o700 }, datagramSink().sink, undefined);
  assert.throws(open, { code: 'unixgram-unsupported', message: /need the package koffi/ });
});
