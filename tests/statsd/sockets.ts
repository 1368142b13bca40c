/** What the tests of sockets share: sinks that remember, senders, and the C library, without which some are skipped. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Libc, loadLibc } from '../../src/libc.ts';
import { SOCK_DGRAM } from '../../src/statsd/inet-socket.ts';
import type { AddressFilter } from '../../src/statsd/listener.ts';
import { unixAddress } from '../../src/statsd/sockaddr.ts';

export const libc = loadLibc();
export const needsLibc = libc === undefined ? 'needs koffi and 64-bit Linux' : false;

export function datagramSink() {
  const seen: string[] = [];
  const dropped: string[] = [];
  const sink = {
    datagram: (bytes: Uint8Array) => void seen.push(Buffer.from(bytes).toString()),
    dropped: (reason: string) => void dropped.push(reason),
  };
  return { seen, dropped, sink };
}

export const portOf = (address = '') => Number(address.split(':').at(-1));

/** A deadline that a close does not reach. */
export const later = () => performance.now() + 20_000;

export async function until(passes: () => boolean): Promise<void> {
  for (const deadlineMs = performance.now() + 5_000; !passes() && performance.now() < deadlineMs; )
    await sleep(5);
}

export async function sendUdp(ip: string, port: number, sent: readonly (string | Buffer)[]): Promise<void> {
  const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4');
  for (const text of sent) await new Promise((done) => socket.send(text, port, ip, done));
  socket.close();
}

export const allowOnly =
  (...ips: readonly string[]): AddressFilter =>
  (ip = '') =>
    ips.includes(ip);

/** A Unix datagram socket that is connected to `path`; what is written to it is sent. */
export function unixSender(path: string): number {
  const { family, bytes } = unixAddress(path) ?? assert.fail();
  const fd = (libc as Libc).socket(family, SOCK_DGRAM, 0);
  assert.equal(libc?.connect(fd, bytes, bytes.length), 0, path);
  return fd;
}
