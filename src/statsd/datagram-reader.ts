/** A socket's waiting datagrams, many a system call (recvmmsg(2)), each handed on by its place in one buffer. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Libc } from '../libc.ts';
import type { AddressFilter, DatagramSink } from './listener.ts';
import { MAX_INET_BYTES, readIp } from './sockaddr.ts';

/** More than the longest UDP datagram. Pages that nothing is written to cost nothing. */
const MAX_DATAGRAM_BYTES = 65_536;

/** struct mmsghdr and struct iovec on 64-bit Linux. */
const HEADER_BYTES = 64;
const NAME_AT = 0;
const NAME_LENGTH_AT = 8;
const IOV_AT = 16;
const IOV_COUNT_AT = 24;
const FLAGS_AT = 48;
const LENGTH_AT = 56;
const IOV_BYTES = 16;
const NAME_BYTES = 32;

/** Then other sockets and requests to this thread have their turn. */
const MAX_READING_MS = 10;

/** Hands on what is waiting, for a turn at most. Returns whether more may wait. */
export function readForATurn(reader: DatagramReader, sink: DatagramSink): boolean {
  const deadline = performance.now() + MAX_READING_MS;
  let isFull = true;
  while (isFull && performance.now() < deadline) isFull = reader.read(sink) === DatagramReader.BATCH;
  return isFull;
}

/** Hands on what is waiting, in turn with others; returns false if `deadlineMs` has passed before nothing is. */
export async function readUntilEmpty(
  reader: DatagramReader,
  sink: DatagramSink,
  deadlineMs: number,
): Promise<boolean> {
  while (readForATurn(reader, sink)) {
    if (performance.now() >= deadlineMs) return false;
    await nextTurn();
  }
  return true;
}

const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;

export class DatagramReader {
  /** Datagrams a call. */
  static readonly BATCH = 64;
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #isAllowed: AddressFilter | undefined;
  readonly #payloads = Buffer.allocUnsafeSlow(DatagramReader.BATCH * MAX_DATAGRAM_BYTES);
  readonly #headers = Buffer.alloc(DatagramReader.BATCH * HEADER_BYTES);
  /** Both are pointed at by the headers, and must live as long as they do. */
  readonly #iovs = Buffer.alloc(DatagramReader.BATCH * IOV_BYTES);
  readonly #names = Buffer.alloc(DatagramReader.BATCH * NAME_BYTES);
  readonly #words: Uint32Array;

  /** Senders' addresses are looked at only where there is a filter. */
  constructor(libc: Libc, fd: number, isAllowed?: AddressFilter) {
    this.#libc = libc;
    this.#fd = fd;
    this.#isAllowed = isAllowed;
    this.#words = new Uint32Array(
      this.#headers.buffer,
      this.#headers.byteOffset,
      (DatagramReader.BATCH * HEADER_BYTES) / 4,
    );
    const payloads = libc.addressOf(this.#payloads);
    const iovs = libc.addressOf(this.#iovs);
    const names = libc.addressOf(this.#names);
    for (let index = 0; index < DatagramReader.BATCH; index++) {
      const iov = index * IOV_BYTES;
      this.#iovs.writeBigUInt64LE(payloads + BigInt(index * MAX_DATAGRAM_BYTES), iov);
      this.#iovs.writeBigUInt64LE(BigInt(MAX_DATAGRAM_BYTES), iov + 8);
      const header = index * HEADER_BYTES;
      if (isAllowed !== undefined) {
        this.#headers.writeBigUInt64LE(names + BigInt(index * NAME_BYTES), header + NAME_AT);
      }
      this.#headers.writeBigUInt64LE(iovs + BigInt(iov), header + IOV_AT);
      this.#headers.writeBigUInt64LE(1n, header + IOV_COUNT_AT);
    }
  }

  /** Hands on what is waiting, at most {@link DatagramReader.BATCH} datagrams; returns how many it was. */
  read(sink: DatagramSink): number {
    if (this.#isAllowed !== undefined) {
      for (let header = 0; header < this.#headers.length; header += HEADER_BYTES) {
        this.#words[(header + NAME_LENGTH_AT) / 4] = MAX_INET_BYTES;
      }
    }
    const count = this.#libc.recvmmsg(this.#fd, this.#headers, DatagramReader.BATCH, MSG_DONTWAIT, null);
    for (let index = 0; index < count; index++) this.#handOn(index, sink);
    return Math.max(0, count);
  }

  #handOn(index: number, sink: DatagramSink): void {
    const header = index * HEADER_BYTES;
    const length = this.#words[(header + LENGTH_AT) / 4] as number;
    const isTruncated = ((this.#words[(header + FLAGS_AT) / 4] as number) & MSG_TRUNC) !== 0;
    if (this.#isAllowed !== undefined && !this.#isAllowed(readIp(this.#names, index * NAME_BYTES))) {
      sink.dropped('not-allowed');
    } else if (isTruncated) {
      sink.dropped('too-long');
    } else {
      const start = index * MAX_DATAGRAM_BYTES;
      sink.datagram(this.#payloads.subarray(start, start + length));
    }
  }
}
