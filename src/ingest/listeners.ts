/** All statsd sockets of a collector: opened and closed together, their lines go to one sink. */
import { BlockList, isIP, isIPv4 } from 'node:net';
import { Failure } from '../failure.ts';
import { loadLibc } from '../libc.ts';
import { MAX_DRAIN_MS } from '../statsd/drain.ts';
import { type DatagramLineSink, frameLines } from '../statsd/framing.ts';
import type {
  AddressFilter,
  DatagramDrop,
  DatagramDrops,
  DatagramSink,
  Listener,
} from '../statsd/listener.ts';
import { openTcp, type TcpCounts } from '../statsd/tcp.ts';
import { openUdp, type UdpListener } from '../statsd/udp.ts';
import { openUnixgram } from '../statsd/unixgram.ts';
import type { IngestLimits } from './limits.ts';
import type { IngestAddresses, StatsdSockets } from './messages.ts';

export interface ListenersConfig {
  readonly sockets: StatsdSockets;
  readonly readBufferBytes: number;
  readonly limits: IngestLimits;
}

export class Listeners {
  readonly datagrams = { udp: 0, unixgram: 0 };
  readonly tcpCounts: TcpCounts = { accepted: 0, refused: 0, notAllowed: 0, idle: 0, open: 0 };
  readonly #dropped: Record<DatagramDrop, number> = { kernel: 0, 'not-allowed': 0, 'too-long': 0 };
  readonly #sink: DatagramLineSink;
  readonly #maxLines: number;
  readonly #libc = loadLibc();
  readonly #udp: UdpListener[] = [];
  readonly #tcp: Listener[] = [];
  readonly #unixgram: Listener[] = [];

  private constructor(sink: DatagramLineSink, maxLines: number) {
    this.#sink = sink;
    this.#maxLines = maxLines;
  }

  /** Throws a `Failure`, with nothing left open, if one of the sockets cannot be opened. */
  static async open(config: ListenersConfig, sink: DatagramLineSink): Promise<Listeners> {
    const listeners = new Listeners(sink, config.limits.maxLines);
    try {
      await listeners.#open(config);
      return listeners;
    } catch (error) {
      await listeners.close();
      throw error;
    }
  }

  get addresses(): IngestAddresses {
    const addressOf = ({ address }: Listener) => address;
    const buffers = this.#udp.map(({ readBufferBytes }) => readBufferBytes);
    return {
      udp: this.#udp.map(addressOf),
      tcp: this.#tcp.map(addressOf),
      unixgram: this.#unixgram.map(addressOf),
      readBufferBytes: buffers.length === 0 ? undefined : Math.min(...buffers),
      readsInBatches: this.#libc !== undefined,
    };
  }

  /** Datagrams that were not read, by reason; `kernel` is missing if the kernel does not report it. */
  get dropped(): DatagramDrops {
    const { kernel: _, ...own } = this.#dropped;
    const kernel = this.#udp.map((listener) => listener.kernelDrops());
    if (kernel.includes(undefined)) return own;
    return { kernel: kernel.reduce<number>((sum, drops) => sum + (drops ?? 0), 0), ...own };
  }

  /** Drains and closes every socket; see {@link Listener.close}. */
  async close(): Promise<boolean> {
    const deadlineMs = performance.now() + MAX_DRAIN_MS;
    const listeners = [...this.#udp, ...this.#tcp, ...this.#unixgram];
    const isRead = await Promise.all(listeners.map((listener) => listener.close(deadlineMs)));
    return !isRead.includes(false);
  }

  async #open({ sockets, readBufferBytes, limits }: ListenersConfig): Promise<void> {
    const libc = this.#libc;
    const isAllowed = addressFilter(sockets.allow);
    for (const endpoint of sockets.udp) {
      this.#udp.push(
        await openUdp({ endpoint, readBufferBytes, isAllowed }, this.#datagramSink('udp'), libc),
      );
    }
    for (const endpoint of sockets.tcp) {
      this.#tcp.push(await openTcp({ endpoint, isAllowed, ...limits }, this.tcpCounts, this.#sink));
    }
    for (const endpoint of sockets.unixgram) {
      const options = { endpoint, mode: sockets.unixgramMode };
      this.#unixgram.push(openUnixgram(options, this.#datagramSink('unixgram'), libc));
    }
  }

  #datagramSink(protocol: 'udp' | 'unixgram'): DatagramSink {
    const lines = this.#sink;
    const limit = this.#maxLines;
    let left = 0;
    const limited = {
      line: (bytes: Uint8Array, start: number, end: number) => {
        if (--left >= 0) lines.line(bytes, start, end);
        else lines.tooManyLines();
      },
    };
    return {
      datagram: (bytes) => {
        this.datagrams[protocol]++;
        left = limit;
        frameLines(bytes, limited);
      },
      dropped: (reason) => {
        this.#dropped[reason]++;
      },
    };
  }
}

/** Undefined if every address is allowed. */
function addressFilter(allow: readonly string[]): AddressFilter | undefined {
  if (allow.length === 0) return undefined;
  const allowed = new BlockList();
  for (const block of allow) {
    const [ip = '', prefix] = block.split('/');
    const family = isIPv4(ip) ? 'ipv4' : 'ipv6';
    const bits = prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix);
    try {
      allowed.addSubnet(ip, bits, family);
    } catch {
      throw new Failure('invalid-address', `'${block}' is not a block such as 10.0.0.0/8 or fd00::/8`, {
        about: block,
      });
    }
  }
  return (ip) => ip !== undefined && isIP(ip) !== 0 && allowed.check(ip, isIPv4(ip) ? 'ipv4' : 'ipv6');
}
