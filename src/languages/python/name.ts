/** Distribution names as every part of the product writes them: PEP 503 normalised. */

/** Lower case, runs of `-`, `_` and `.` as one `-` (PEP 503, "Normalized Names"). */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** The form of a normalised name: the names of the core metadata specification, at most 214 characters. */
export const NORMALIZED_NAME = /^[a-z0-9](?:[a-z0-9-]{0,212}[a-z0-9])?$/;
