/**
 * Lines in, datagrams to another statsd server out: every line as it came, packed into datagrams of a bounded
 * length. What the other side cannot take in time is dropped and counted; the collector never waits for it.
 */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Address } from '../address.ts';
import { Failure } from '../failure.ts';

export interface RelayOptions {
  readonly address: Address;
  /** Longest datagram, in bytes; a line that does not fit is not relayed. */
  readonly packetBytes: number;
  /** What may wait to be sent. */
  readonly maxBufferedBytes: number;
}

/** Lines, by what became of them. */
export interface RelayCounts {
  sent: number;
  /** More waited than may. */
  dropped: number;
  tooLong: number;
  /** The system refused the datagram. */
  failed: number;
}

const LF = 0x0a;
/** A datagram that is not full is sent after this long. */
const MAX_DELAY_MS = 100;

export class Relay {
  readonly counts: RelayCounts = { sent: 0, dropped: 0, tooLong: 0, failed: 0 };
  readonly #socket: Socket;
  readonly #options: RelayOptions;
  #packet: Buffer;
  #packetBytes = 0;
  #packetLines = 0;
  #bufferedBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, options: RelayOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#packet = Buffer.allocUnsafe(options.packetBytes);
    // Told to us of an earlier datagram (ICMP); there is nothing to be done about it.
    socket.on('error', () => undefined);
  }

  /** Throws a `Failure` where the host is not known. */
  static async open(options: RelayOptions): Promise<Relay> {
    const { host = 'localhost', port } = options.address;
    try {
      const ip = isIP(host) === 0 ? (await lookup(host)).address : host;
      const socket = createSocket(isIP(ip) === 6 ? 'udp6' : 'udp4');
      socket.connect(port, ip);
      await once(socket, 'connect');
      return new Relay(socket, options);
    } catch (error) {
      throw new Failure('relay-unreachable', `--statsd.relay.address: ${host} is not a known host`, {
        cause: error,
      });
    }
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start + 1;
    if (length > this.#options.packetBytes) {
      this.counts.tooLong++;
      return;
    }
    if (this.#bufferedBytes + this.#packetBytes + length > this.#options.maxBufferedBytes) {
      this.counts.dropped++;
      return;
    }
    if (this.#packetBytes + length > this.#options.packetBytes) this.#send();
    this.#packet.set(bytes.subarray(start, end), this.#packetBytes);
    this.#packet[this.#packetBytes + length - 1] = LF;
    this.#packetBytes += length;
    this.#packetLines++;
    this.#timer ??= setTimeout(() => this.#send(), MAX_DELAY_MS);
  }

  /** Sends what waits, and closes. */
  async close(): Promise<void> {
    this.#send();
    while (this.#bufferedBytes > 0) await new Promise((resolve) => setImmediate(resolve));
    this.#socket.close();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#packetLines === 0) return;
    const bytes = this.#packetBytes;
    const lines = this.#packetLines;
    this.#bufferedBytes += bytes;
    this.#socket.send(this.#packet, 0, bytes, (error) => {
      this.#bufferedBytes -= bytes;
      this.counts[error === null ? 'sent' : 'failed'] += lines;
    });
    this.#packet = Buffer.allocUnsafe(this.#options.packetBytes);
    this.#packetBytes = 0;
    this.#packetLines = 0;
  }
}
