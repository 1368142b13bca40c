/** What a database's file says of itself: sqlite.org/fileformat2.html#the_database_header. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const MAGIC = 'SQLite format 3\0';
const PAGE_BYTES_AT = 16;
const PAGES_AT = 28;
const HEADER_BYTES = 100;
/** 65,536 has no room in its two bytes. */
const LARGEST_PAGE = 1;

/** How long the file is to be by its header; undefined if it does not begin as a database does. */
export function bytesByHeader(fd: number): number | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(fd, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined;
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const pageBytes = header.readUInt16BE(PAGE_BYTES_AT);
  return header.readUInt32BE(PAGES_AT) * (pageBytes === LARGEST_PAGE ? 65_536 : pageBytes);
}

/** Says how much is missing at the end of the file at `path`, which SQLite may open all the same; undefined if nothing. */
export function cutOffProblem(path: string): string | undefined {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const whole = bytesByHeader(fd) ?? 0;
    // What is in the log can be missing in the file.
    const logBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (size >= whole || logBytes > 0) return undefined;
    return `the file is cut off: ${size} of ${whole} bytes are left, of which nothing can be read`;
  } finally {
    closeSync(fd);
  }
}
