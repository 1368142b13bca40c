/**
 * Lines out of bytes: a datagram's, or a stream's that is cut anywhere. Lines end with LF or CR LF; empty lines are
 * skipped. A line goes out as a place in the bytes, so that a known line becomes neither a string nor an object.
 */

const LF = 0x0a;
const CR = 0x0d;

/** The receiver of lines. */
export interface LineSink {
  /** One line, which is not empty: `bytes` from `start` up to `end`, valid during the call only. */
  line(bytes: Uint8Array, start: number, end: number): void;
  /** Once for each line of a stream longer than its bound: its bytes are gone, the next line is read as usual. */
  lineTooLong(): void;
}

/** Receives lines, and is told of each line above the limit of lines per datagram. */
export interface DatagramLineSink extends LineSink {
  tooManyLines(): void;
}

/** Hands on the lines of one datagram, which ends the last one. */
export function frameLines(datagram: Uint8Array, sink: Pick<LineSink, 'line'>): void {
  let start = 0;
  while (start < datagram.length) {
    const found = datagram.indexOf(LF, start);
    const end = found === -1 ? datagram.length : found;
    emit(datagram, start, end, sink);
    start = end + 1;
  }
}

/** Puts the lines of one TCP connection together, holding at most `maxLineBytes` of an unfinished one. */
export class StreamFramer {
  readonly #sink: LineSink;
  readonly #maxLineBytes: number;
  /** The beginning of a line whose end has not come; grows by need, up to the bound. */
  #held = new Uint8Array(0);
  #heldBytes = 0;
  #skipping = false;

  /** `maxLineBytes` counts a line without its LF, and with its CR. */
  constructor(maxLineBytes: number, sink: LineSink) {
    this.#maxLineBytes = maxLineBytes;
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LF, start);
      if (end === -1) {
        this.#hold(chunk, start);
        return;
      }
      this.#finish(chunk, start, end);
      start = end + 1;
    }
  }

  /** The stream has ended: what is held is a line too. */
  end(): void {
    this.#finish(new Uint8Array(0), 0, 0);
    this.#held = new Uint8Array(0);
  }

  #finish(chunk: Uint8Array, start: number, end: number): void {
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    if (this.#heldBytes + end - start > this.#maxLineBytes) {
      this.#heldBytes = 0;
      this.#sink.lineTooLong();
      return;
    }
    if (this.#heldBytes === 0) emit(chunk, start, end, this.#sink);
    else {
      this.#append(chunk, start, end);
      const heldBytes = this.#heldBytes;
      this.#heldBytes = 0;
      emit(this.#held, 0, heldBytes, this.#sink);
    }
  }

  #hold(chunk: Uint8Array, start: number): void {
    if (this.#skipping || start === chunk.length) return;
    if (this.#heldBytes + chunk.length - start > this.#maxLineBytes) {
      this.#skipping = true;
      this.#heldBytes = 0;
      this.#held = new Uint8Array(0);
      this.#sink.lineTooLong();
    } else this.#append(chunk, start, chunk.length);
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const needed = this.#heldBytes + end - start;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.min(this.#maxLineBytes, Math.max(64, 2 * needed)));
      grown.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = grown;
    }
    this.#held.set(chunk.subarray(start, end), this.#heldBytes);
    this.#heldBytes = needed;
  }
}

function emit(bytes: Uint8Array, start: number, end: number, sink: Pick<LineSink, 'line'>): void {
  const trimmed = bytes[end - 1] === CR ? end - 1 : end;
  if (trimmed > start) sink.line(bytes, start, trimmed);
}
