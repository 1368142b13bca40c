/**
 * The bytes of a list that somebody wrote → text and its encoding: UTF-8, UTF-16, or a single-byte encoding read as
 * Latin-1, which differs from others only in comments. Refused: what is no text, and UTF-32.
 */
import { isUtf8 } from 'node:buffer';
import { dirname, isAbsolute, join } from 'node:path';
import { Failure } from '../../failure.ts';

/** Returns the bytes of a file; undefined where there is none. */
export type ReadFile = (path: string) => Uint8Array | undefined;

export interface TextFile {
  readonly path: string;
  /** Without the byte order mark. */
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Latin-1';
  readonly hasMark: boolean;
}

/** The first bytes of files that are no text, and the kind of each. */
const SIGNATURES: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['UTF-32, which no installer writes', [0xff, 0xfe, 0, 0]],
  ['UTF-32, which no installer writes', [0, 0, 0xfe, 0xff]],
  ['a zip archive or wheel', [0x50, 0x4b, 3, 4]],
  ['compressed by gzip', [0x1f, 0x8b]],
  ['compressed by bzip2', [0x42, 0x5a, 0x68]],
  ['a database of SQLite', [...Buffer.from('SQLite format 3\0')]],
];

/** A list of 20,000 distributions with their hashes has some 10 MB. */
const MAX_BYTES = 32 << 20;

export function readTextFile(path: string, read: ReadFile): TextFile {
  const bytes = read(path);
  if (bytes === undefined) throw new Failure('file-unreadable', `${path}: no such file, or not readable`);
  return decodeText(path, bytes);
}

export function decodeText(path: string, bytes: Uint8Array): TextFile {
  if (bytes.length > MAX_BYTES)
    throw notText(path, `longer than any list: ${bytes.length} bytes, of at most ${MAX_BYTES}`);
  const [what] = SIGNATURES.find(([, begin]) => begin.every((byte, i) => bytes[i] === byte)) ?? [];
  if (what !== undefined) throw notText(path, what);
  const utf16 = utf16Of(bytes);
  if (utf16 === undefined && bytes.includes(0)) throw notText(path, 'no text: it has NUL bytes');
  const encoding = utf16 !== undefined ? 'UTF-16' : isUtf8(bytes) ? 'UTF-8' : 'Latin-1';
  const text =
    encoding === 'Latin-1'
      ? Buffer.from(bytes).toString('latin1')
      : new TextDecoder(utf16 ?? 'utf-8', { ignoreBOM: true }).decode(bytes);
  return { path, text: text.replace(/^\uFEFF/, ''), encoding, hasMark: text.startsWith('\uFEFF') };
}

/** By its byte order mark, or by the NUL beside the first two letters. */
function utf16Of([a, b, c, d]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  return a === 0 && b !== 0 && c === 0 && d !== 0 ? 'utf-16be' : undefined;
}

function notText(path: string, what: string): Failure {
  return new Failure('list-invalid', `${path}: it is ${what}`, { about: path });
}

/** Where `include`, as written in `path`, lies; undefined for a URL, which is not followed. */
export function includedPath(path: string, include: string): string | undefined {
  if (include.includes('://')) return undefined;
  return isAbsolute(include) ? include : join(dirname(path), include);
}
