/** Packets of lines → another statsd server, by UDP or TCP, whose name is looked up anew whenever it went away. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, type Socket as TcpSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../address.ts';

export type RelayProtocol = 'udp' | 'tcp';

/** `away`: nothing of it arrived, it can be sent again. `failed`: the system will never send it. */
export type Sending = 'sent' | 'away' | 'failed';

export interface RelayTransport {
  /** Packets that end with a line feed each. One call at a time. */
  send(packets: readonly Buffer[]): Promise<Sending>;
  close(): void;
}

/** A host that is up but where nobody listens says so (ICMP) within this long, on the networks of one site. */
const REFUSAL_MS = 5;
/** A datagram cannot tell that its server moved, so its name is looked up anew this often. */
const LOOKUP_MS = 30_000;
const CONNECT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;
/** What a longer datagram than the network takes is refused with: sent again, it would be refused again. */
const NEVER = 'EMSGSIZE';

export function relayTransport(protocol: RelayProtocol, address: Address): RelayTransport {
  return protocol === 'tcp' ? tcpTransport(address) : udpTransport(address);
}

/** What a host that does not exist any more, or a machine that is off, is sent is lost: UDP does not tell. */
function udpTransport({ host = 'localhost', port }: Address): RelayTransport {
  let socket: UdpSocket | undefined;
  let openedMs = 0;
  let refused: string | undefined;
  const close = () => {
    socket?.close();
    socket = undefined;
  };
  const open = async (): Promise<UdpSocket> => {
    if (socket !== undefined && performance.now() - openedMs < LOOKUP_MS) return socket;
    const { address, family } = await lookup(host);
    close();
    const opened = createSocket(family === 6 ? 'udp6' : 'udp4');
    // Of a datagram sent before.
    opened.on('error', () => {
      refused = 'ECONNREFUSED';
    });
    opened.connect(port, address);
    await once(opened, 'connect');
    openedMs = performance.now();
    socket = opened;
    return opened;
  };
  return {
    async send(packets) {
      try {
        refused = undefined;
        const opened = await open();
        await Promise.all(packets.map((packet) => sendDatagram(opened, packet)));
        await sleep(REFUSAL_MS);
      } catch (error) {
        refused = codeOf(error);
      }
      if (refused === undefined) return 'sent';
      if (refused === NEVER) return 'failed';
      close();
      return 'away';
    },
    close,
  };
}

function sendDatagram(socket: UdpSocket, packet: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(packet, (error) => (error === null ? resolve() : reject(error)));
  });
}

/** Knows when the other side goes away. What was on its way at that moment counts as sent. */
function tcpTransport({ host = 'localhost', port }: Address): RelayTransport {
  let socket: TcpSocket | undefined;
  const close = () => {
    socket?.destroy();
    socket = undefined;
  };
  const open = async (): Promise<TcpSocket> => {
    if (socket !== undefined && !socket.destroyed) return socket;
    const opened = connect({ host, port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    socket = opened;
    opened.on('error', () => opened.destroy());
    opened.on('end', () => opened.destroy());
    // Nothing is ever sent back; what is not read would keep the end from being seen.
    opened.resume();
    await once(opened, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
    return opened;
  };
  return {
    async send(packets) {
      try {
        const opened = await open();
        await new Promise<void>((resolve, reject) => {
          opened.once('close', reject);
          opened.write(Buffer.concat(packets), (error) => {
            opened.off('close', reject);
            if (error) reject(error);
            else resolve();
          });
        });
        return 'sent';
      } catch {
        close();
        return 'away';
      }
    },
    close,
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
