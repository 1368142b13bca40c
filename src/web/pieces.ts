/**
 * An answer in pieces, each compressed by itself: large ones are kept small while somebody is sent them, and unpacked
 * piece by piece for who does not take gzip. Each is raw deflate that ends on a byte, so that pieces may be put
 * together in any order; gzip (RFC 1952) adds a head, and behind them the checksum and length of the whole.
 */
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

export interface Piece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of what it says uncompressed. */
  readonly crc: number;
  readonly length: number;
}

/** Fast: exposition formats are compressed twelvefold by it already. */
const LEVEL = 1;
const HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255);
/** The last block, which says nothing. */
const LAST_BLOCK = [3, 0] as const;

export function packed(text: string): Piece {
  const raw = Buffer.from(text);
  const deflated = deflateRawSync(raw, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
  // Memory of its own, which can be handed to another thread and is no larger.
  const piece = { bytes: Uint8Array.from(deflated), crc: crc32(raw), length: raw.length };
  giveBack(raw);
  return piece;
}

/** A body of pieces: what is sent of it, as it is asked for, and how long that is. */
export interface Body {
  readonly chunks: Iterable<Uint8Array>;
  readonly length: number;
}

export function gzipBody(pieces: readonly Piece[]): Body {
  let [crc, length] = [0, 0];
  for (const piece of pieces) {
    crc = joinedCrc(crc, piece);
    length += piece.length;
  }
  const end = Buffer.alloc(LAST_BLOCK.length + 8);
  end.set(LAST_BLOCK);
  end.writeUInt32LE(crc, LAST_BLOCK.length);
  end.writeUInt32LE(length % 2 ** 32, LAST_BLOCK.length + 4);
  const chunks = [HEAD, ...pieces.map(({ bytes }) => bytes), end];
  return { chunks, length: chunks.reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

/** `isSent` says whether all that was taken of the body has left the process: then its memory is given back. */
export function plainBody(pieces: readonly Piece[], isSent = (): boolean => false): Body {
  return { chunks: unpacked(pieces, isSent), length: pieces.reduce((sum, { length }) => sum + length, 0) };
}

function* unpacked(pieces: readonly Piece[], isSent: () => boolean): Generator<Uint8Array> {
  const taken: Uint8Array<ArrayBuffer>[] = [];
  for (const { bytes, length } of pieces) {
    if (isSent()) taken.splice(0).forEach(giveBack);
    // With room to spare, or zlib would make ready for more.
    const chunkSize = Math.max(constants.Z_MIN_CHUNK, length + 1);
    const chunk = inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize });
    taken.push(chunk);
    yield chunk;
  }
}

/**
 * Gives memory back at once that nobody needs any more: what is not on the heap calls for no collection, and for sixty
 * slow readers it would be tens of megabytes. Small pieces are parts of a memory that others have, too.
 */
export function giveBack({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (byteLength > buffer.byteLength / 2) buffer.transfer(0);
}

/** The reversed polynomial of CRC-32, and 1 and x in that writing: the highest bit is the lowest power. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;
const X = 0x40000000;

/** The checksum of a text and a piece behind it: the first is multiplied by x for each bit of the second. */
function joinedCrc(first: number, { crc, length }: Pick<Piece, 'crc' | 'length'>): number {
  let shift = ONE;
  for (let bits = 8 * length, power = X; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) shift = product(shift, power);
    power = product(power, power);
  }
  return (product(shift, first) ^ crc) >>> 0;
}

/** Of two polynomials over GF(2), modulo that of CRC-32. */
function product(one: number, other: number): number {
  let sum = 0;
  for (let bit = ONE, rest = other; bit !== 0; bit >>>= 1) {
    if ((one & bit) !== 0) sum ^= rest;
    rest = (rest & 1) === 0 ? rest >>> 1 : (rest >>> 1) ^ POLYNOMIAL;
  }
  return sum >>> 0;
}
