/** Packets of lines → another statsd server, by UDP or TCP, whose name is looked up anew whenever it went away. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, type Socket as TcpSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../address.ts';

export type RelayProtocol = 'udp' | 'tcp';

/** `away`: it is not known to have been taken, and is to be sent again. `failed`: the system will never send it. */
export type Sending = 'sent' | 'away' | 'failed';

export interface RelayTransport {
  /** Sends packets that end with a line feed each; returns what became of each. One call at a time. */
  send(packets: readonly Buffer[]): Promise<readonly Sending[]>;
  close(): void;
}

/** A host that is up but where nobody listens says so (ICMP) within this long, on the networks of one site. */
const REFUSAL_MS = 5;
/** A datagram cannot tell that its server moved, so its name is looked up anew this often. */
const LOOKUP_MS = 30_000;
const CONNECT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;
/** The error for a datagram that is longer than the network takes: it is not sent again. */
const NEVER = 'EMSGSIZE';

export function relayTransport(protocol: RelayProtocol, address: Address): RelayTransport {
  return protocol === 'tcp' ? tcpTransport(address) : udpTransport(address);
}

/** UDP does not report a host that is gone or switched off: datagrams to it are lost. */
function udpTransport({ host = 'localhost', port }: Address): RelayTransport {
  let socket: UdpSocket | undefined;
  let openedMs = 0;
  let isRefused = false;
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
      isRefused = true;
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
        isRefused = false;
        const opened = await open();
        const sendings = await Promise.all(packets.map((packet) => sendDatagram(opened, packet)));
        await sleep(REFUSAL_MS);
        if (!isRefused && !sendings.includes('away')) return sendings;
      } catch {
        // The name is not known, or there is no way to its address.
      }
      close();
      return packets.map(() => 'away');
    },
    close,
  };
}

function sendDatagram(socket: UdpSocket, packet: Buffer): Promise<Sending> {
  return new Promise((resolve) => {
    socket.send(packet, (error) => {
      resolve(error === null ? 'sent' : codeOf(error) === NEVER ? 'failed' : 'away');
    });
  });
}

/**
 * Knows when the other side goes away. A packet that the kernel has taken as a whole counts as sent; of one that it had
 * taken in part, the first lines may have arrived, and come again.
 */
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
      let sent = 0;
      try {
        const opened = await open();
        for (const packet of packets) {
          await write(opened, packet);
          sent++;
        }
      } catch {
        close();
      }
      return packets.map((_, index) => (index < sent ? 'sent' : 'away'));
    },
    close,
  };
}

/** Rejects if the connection closes before the kernel has taken all of the packet. */
function write(socket: TcpSocket, packet: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('close', reject);
    socket.write(packet, (error) => {
      socket.off('close', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
