/** A UDP socket: datagrams in, each handed to a sink. */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, bindFailure, formatAddress } from '../address.ts';
import type { DatagramSink, Listener } from './listener.ts';

export interface UdpOptions {
  readonly address: Address;
  /** SO_RCVBUF in bytes: what the kernel keeps while we are busy. */
  readonly readBufferBytes: number;
}

/** No datagram for this long means that all that had arrived is read. */
const QUIET_MS = 20;
const MAX_DRAIN_MS = 5_000;

export async function openUdp(
  { address, readBufferBytes }: UdpOptions,
  sink: DatagramSink,
): Promise<Listener> {
  let received = 0;
  let socket: Socket;
  try {
    socket = await bind(address, readBufferBytes);
  } catch (error) {
    throw bindFailure(`UDP ${formatAddress(address)}`, '--statsd.listen-udp', error);
  }
  socket.on('message', (bytes) => {
    received++;
    sink.datagram(bytes);
  });
  const bound = socket.address();
  return {
    address: formatAddress({ host: bound.address, port: bound.port }),
    async close() {
      const deadline = performance.now() + MAX_DRAIN_MS;
      for (let before = -1; before !== received && performance.now() < deadline; ) {
        before = received;
        await sleep(QUIET_MS);
      }
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** Every address means one IPv6 socket that takes IPv4 too, or IPv4 alone where the kernel has no IPv6. */
async function bind({ host, port }: Address, recvBufferSize: number): Promise<Socket> {
  if (host === undefined) {
    try {
      return await bindOne('udp6', '::', port, recvBufferSize);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT')) throw error;
      return bindOne('udp4', '0.0.0.0', port, recvBufferSize);
    }
  }
  const ip = isIP(host) === 0 ? (await lookup(host)).address : host;
  return bindOne(isIP(ip) === 6 ? 'udp6' : 'udp4', ip, port, recvBufferSize);
}

async function bindOne(
  type: 'udp4' | 'udp6',
  host: string,
  port: number,
  recvBufferSize: number,
): Promise<Socket> {
  const socket = createSocket({ type, recvBufferSize });
  socket.bind(port, host);
  try {
    await once(socket, 'listening');
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
