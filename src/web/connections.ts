/**
 * The HTTP connections there are: bounded together, and each in time. At the bound a new one takes the place of one
 * that nothing is being answered on, of the address that has most, so that no client can keep others out.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { plainIp } from '../address.ts';

/** Since the start. */
export interface ConnectionCounts {
  accepted: number;
  /** At the bound, with an answer under way on every other one. */
  'too-many': number;
  /** Idle, and closed for a new one. */
  displaced: number;
  /** Without a TLS handshake: what came is none, it failed or took too long, or the web configuration cannot be used. */
  'no-tls': number;
  /** Silent or slow for too long. */
  'timed-out': number;
  /** Without the client certificate that is asked for. */
  'no-certificate': number;
}

interface Connection {
  /** As it came from the kernel. */
  readonly socket: Socket;
  readonly address: string;
  /** When it came, or its last answer ended. */
  sinceMs: number;
  answers: number;
  readonly underWay: Set<ServerResponse>;
}

/** Longer than Prometheus keeps a connection, so that it is one scraper as long as it lives. */
export const KEEP_ALIVE_MS = 360_000;
/** From a connection to its first request, and from a request to the end of its answer. */
const MAX_REQUEST_MS = 60_000;
const SWEEP_MS = 5_000;

export class Connections {
  readonly counts: ConnectionCounts = {
    accepted: 0,
    'too-many': 0,
    displaced: 0,
    'no-tls': 0,
    'timed-out': 0,
    'no-certificate': 0,
  };
  readonly #max: number;
  readonly #open = new Map<string, Connection>();
  readonly #sweep: NodeJS.Timeout;

  constructor(max: number) {
    this.#max = max;
    this.#sweep = setInterval(() => this.#closeLate(), SWEEP_MS).unref();
  }

  get open(): number {
    return this.#open.size;
  }

  /** Of a connection as it came from the kernel; true where it may stay, otherwise it is closed. */
  admit(socket: Socket): boolean {
    if (this.#open.size >= this.#max && !this.#displaceOne()) {
      this.counts['too-many']++;
      socket.destroy();
      return false;
    }
    this.counts.accepted++;
    const id = idOf(socket);
    const address = plainIp(socket.remoteAddress ?? '');
    this.#open.set(id, { socket, address, sinceMs: performance.now(), answers: 0, underWay: new Set() });
    socket.once('close', () => this.#open.delete(id));
    return true;
  }

  /** A request has come on the connection, be `socket` its encrypted side; `response` is its answer. */
  answering(socket: Socket, response: ServerResponse): void {
    const connection = this.#open.get(idOf(socket));
    if (connection === undefined) return;
    if (connection.underWay.size === 0) connection.sinceMs = performance.now();
    connection.underWay.add(response);
    response.once('close', () => {
      connection.underWay.delete(response);
      connection.answers++;
      connection.sinceMs = performance.now();
    });
  }

  /** Closes all on which something was answered and nothing is now; the first request of one may be on its way. */
  closeIdle(): void {
    for (const { socket, answers, underWay } of this.#open.values())
      if (answers > 0 && underWay.size === 0) socket.destroy();
  }

  closeAll(): void {
    clearInterval(this.#sweep);
    for (const { socket } of this.#open.values()) socket.destroy();
  }

  /** The one that has waited longest, of the address that has most of them; false where there is none. */
  #displaceOne(): boolean {
    const idle = [...this.#open.values()].filter(({ underWay }) => underWay.size === 0);
    const countOf = new Map<string, number>();
    for (const { address } of this.#open.values()) countOf.set(address, (countOf.get(address) ?? 0) + 1);
    const [longest] = idle.sort(
      (one, other) =>
        (countOf.get(other.address) ?? 0) - (countOf.get(one.address) ?? 0) || one.sinceMs - other.sinceMs,
    );
    if (longest === undefined) return false;
    this.counts.displaced++;
    this.#drop(longest.socket);
    return true;
  }

  #closeLate(): void {
    const nowMs = performance.now();
    for (const { socket, sinceMs, answers, underWay } of this.#open.values()) {
      const patienceMs = answers > 0 && underWay.size === 0 ? KEEP_ALIVE_MS : MAX_REQUEST_MS;
      if (nowMs - sinceMs <= patienceMs) continue;
      this.counts['timed-out']++;
      this.#drop(socket);
    }
  }

  #drop(socket: Socket): void {
    this.#open.delete(idOf(socket));
    socket.destroy();
  }
}

/** The same for a connection and for what decrypts it. */
function idOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`;
}
