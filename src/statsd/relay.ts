/**
 * Lines in, packets for another statsd server out: every line as it came. While that server is away they wait, up to
 * a bound of bytes and of age; what is past either is dropped and counted. The collector never waits for it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../address.ts';
import { type RelayProtocol, type RelayTransport, relayTransport } from './relay-transport.ts';

export interface RelayOptions {
  readonly protocol: RelayProtocol;
  readonly address: Address;
  /** Longest datagram, in bytes; a line that does not fit is not relayed. */
  readonly packetBytes: number;
  /** The most that may wait to be sent. */
  readonly maxBufferedBytes: number;
  /** How long a line may wait. */
  readonly maxAgeMs: number;
}

/** Lines, by what became of them; those that came are all of these together. */
export interface RelayCounts {
  sent: number;
  waiting: number;
  /** More waited than may. */
  dropped: number;
  /** Waited longer than they may. */
  expired: number;
  tooLong: number;
  /** The system refused the datagram for good. */
  failed: number;
}

interface Packet {
  readonly bytes: Buffer;
  length: number;
  lines: number;
  /** When its first line came, by a clock that only grows. */
  readonly sinceMs: number;
}

const LF = 0x0a;
/** A packet that is not full is sent after this long. */
const MAX_DELAY_MS = 100;
/** Packets sent at once. */
const BATCH = 64;
/** A server that is away is tried again after this long. */
const RETRY_MS = 1_000;
/** At an orderly end, how long lines that still wait are sent for. */
const END_MS = 200;

export class Relay {
  readonly counts: RelayCounts = { sent: 0, waiting: 0, dropped: 0, expired: 0, tooLong: 0, failed: 0 };
  readonly #options: RelayOptions;
  readonly #transport: RelayTransport;
  /** Oldest first; lines are added to the last one while it waits. */
  #queue: Packet[] = [];
  #bufferedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#transport = relayTransport(options.protocol, options.address);
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start + 1;
    if (length > this.#options.packetBytes) {
      this.counts.tooLong++;
      return;
    }
    if (this.#bufferedBytes + length > this.#options.maxBufferedBytes) {
      this.counts.dropped++;
      return;
    }
    const packet = this.#packetFor(length);
    packet.bytes.set(bytes.subarray(start, end), packet.length);
    packet.length += length;
    packet.bytes[packet.length - 1] = LF;
    packet.lines++;
    this.#bufferedBytes += length;
    this.counts.waiting++;
    this.#sendAfter(MAX_DELAY_MS);
  }

  /** Sends what waits, for {@link END_MS} at most, and closes. What is still in `counts.waiting` then is lost. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.race([(this.#sending ?? Promise.resolve()).then(() => this.#sendAll()), sleep(END_MS)]);
    clearTimeout(this.#timer);
    this.#transport.close();
  }

  #packetFor(length: number): Packet {
    const { packetBytes } = this.#options;
    const last = this.#queue.at(-1);
    if (last !== undefined && last.length + length <= packetBytes) return last;
    const packet = {
      bytes: Buffer.allocUnsafe(packetBytes),
      length: 0,
      lines: 0,
      sinceMs: performance.now(),
    };
    this.#queue.push(packet);
    return packet;
  }

  #sendAfter(delayMs: number): void {
    if (this.#sending !== undefined) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#sending = this.#sendAll().then((isAway) => {
        this.#sending = undefined;
        if (this.#queue.length > 0) this.#sendAfter(isAway ? RETRY_MS : MAX_DELAY_MS);
      });
    }, delayMs);
  }

  /** True where the other side is away and packets wait on. */
  async #sendAll(): Promise<boolean> {
    while (this.#queue.length > 0) {
      this.#expire();
      const batch = this.#queue.splice(0, BATCH);
      // A server that takes nothing and stays connected holds the batch, but what waits behind it grows no older.
      const expiring = setInterval(() => this.#expire(), RETRY_MS);
      const sendings = await this.#transport.send(
        batch.map(({ bytes, length }) => bytes.subarray(0, length)),
      );
      clearInterval(expiring);
      const away: Packet[] = [];
      for (const [index, packet] of batch.entries()) {
        const sending = sendings[index];
        if (sending === undefined || sending === 'away') away.push(packet);
        else this.#settle([packet], sending);
      }
      if (away.length > 0) {
        this.#queue = [...away, ...this.#queue];
        return true;
      }
    }
    return false;
  }

  #expire(): void {
    const oldestMs = performance.now() - this.#options.maxAgeMs;
    const young = this.#queue.findIndex(({ sinceMs }) => sinceMs >= oldestMs);
    this.#settle(this.#queue.splice(0, young === -1 ? this.#queue.length : young), 'expired');
  }

  #settle(packets: readonly Packet[], outcome: 'sent' | 'failed' | 'expired'): void {
    for (const { length, lines } of packets) {
      this.#bufferedBytes -= length;
      this.counts.waiting -= lines;
      this.counts[outcome] += lines;
    }
  }
}
