/** The last report of each namespace that must report; 0 for one that never did, which has no counter to show it. */
import type { DatabaseSync } from 'node:sqlite';
import { readSpans } from '../ledger/usage.ts';
import { type Day, startOfDayMs } from '../series/day.ts';
import { IMPORTED_PACKAGE, PROCESSES } from '../series/metrics.ts';

/** Start of the last UTC day with a process, or an import if those are not counted; in seconds since the epoch. */
export function lastReports(
  db: DatabaseSync,
  expected: readonly string[],
  today: Day,
): Readonly<Record<string, number>> | undefined {
  if (expected.length === 0) return undefined;
  const window = { from: 0, to: today };
  const counted = readSpans(db, PROCESSES, window, expected);
  const heard = new Set(counted.map(({ namespace }) => namespace));
  const others = expected.filter((name) => !heard.has(name));
  const imports = others.length === 0 ? [] : readSpans(db, IMPORTED_PACKAGE, window, others);
  const lastDays = new Map([...counted, ...imports].map(({ namespace, lastDay }) => [namespace, lastDay]));
  return Object.fromEntries(
    expected.map((name) => {
      const day = lastDays.get(name);
      return [name, day === undefined ? 0 : startOfDayMs(day) / 1000];
    }),
  );
}
