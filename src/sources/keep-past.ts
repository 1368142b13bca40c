/**
 * A source whose answers about days that are over are kept, so that of a window that ends today only today is read
 * anew. Exact, since every count is the sum of its days; but for a clock that was set back, whose counts show when
 * what is kept has become too old.
 */
import type { Day } from '../series/day.ts';
import { NewestAnswers } from './keep-newest.ts';
import {
  type FirstSeen,
  type NamespaceSpan,
  orderBy,
  type PackageUsage,
  type Source,
  type WindowQuery,
} from './source.ts';

export interface PastOptions {
  /** Milliseconds that only ever grow. */
  readonly nowMs: () => number;
  readonly maxAgeMs: number;
  /** Of all that is kept; an answer counts as {@link ROWS_OF_AN_ANSWER} more than it has. */
  readonly maxRows: number;
}

/** So that answers without rows are not kept without end. */
export const ROWS_OF_AN_ANSWER = 100;

/**
 * Gives the source as it is on a day; what is kept is shared by all that it gives. Several windows that end today ask
 * the same of today: `source` is best one that reads it once (read-once.ts).
 */
export function keepPast(options: PastOptions): (source: Source, today: Day) => Source {
  const kept = new NewestAnswers<readonly unknown[], number>(
    options.maxRows,
    (rows) => rows.length + ROWS_OF_AN_ANSWER,
  );

  function past<Row>(question: string, read: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
    const nowMs = options.nowMs();
    const rows = kept.ask(question, nowMs, (atMs) => nowMs - atMs <= options.maxAgeMs, read);
    // Sound: the question names the call, and each call gives rows of one type.
    return rows as Promise<readonly Row[]>;
  }

  return (source, today) => {
    const inParts =
      <Asked extends WindowQuery, Row>(
        call: string,
        read: (asked: Asked) => Promise<readonly Row[]>,
        merge: (before: readonly Row[], now: readonly Row[]) => readonly Row[],
      ) =>
      async (asked: Asked): Promise<readonly Row[]> => {
        const { from, to } = asked.window;
        if (from >= today) return read(asked);
        const window = { from, to: Math.min(to, today - 1) };
        const earlier = { ...asked, window };
        const before = await past(`${call} ${JSON.stringify(earlier)}`, () => read(earlier));
        if (to < today) return before;
        return merge(before, await read({ ...asked, window: { from: today, to } }));
      };
    return {
      ...source,
      namespaces: inParts('namespaces', source.namespaces, mergeSpans),
      processes: inParts('processes', source.processes, inOrder('namespace', 'day')),
      usage: inParts('usage', source.usage, mergeUsage),
      firstDays: inParts('first days', source.firstDays, mergeFirstDays),
      history: inParts('history', source.history, inOrder('package', 'day')),
      failedImports: inParts('failed imports', source.failedImports, inOrder('package', 'day')),
      removalDays: inParts('removals', source.removalDays, inOrder('package', 'namespace', 'day')),
      environmentProcesses: inParts(
        'environments',
        source.environmentProcesses,
        inOrder('environment', 'namespace', 'day'),
      ),
      unnamed: inParts('unnamed', source.unnamed, inOrder('day')),
    };
  };
}

/** The days of its processes where any are counted, otherwise those of its imports. */
function mergeSpans(before: readonly NamespaceSpan[], now: readonly NamespaceSpan[]): NamespaceSpan[] {
  const merged = [...Map.groupBy([...before, ...now], ({ namespace }) => namespace)].map(
    ([namespace, spans]): NamespaceSpan => {
      const counted = spans.filter(({ countsProcesses }) => countsProcesses);
      const own = counted.length > 0 ? counted : spans;
      return {
        namespace,
        firstDay: Math.min(...own.map(({ firstDay }) => firstDay)),
        lastDay: Math.max(...own.map(({ lastDay }) => lastDay)),
        countsProcesses: counted.length > 0,
      };
    },
  );
  return merged.sort(orderBy('namespace'));
}

function mergeUsage(before: readonly PackageUsage[], now: readonly PackageUsage[]): readonly PackageUsage[] {
  if (now.length === 0) return before;
  if (before.length === 0) return now;
  const isDirectTold = [...before, ...now].some(({ direct }) => direct !== undefined);
  const keyOf = ({ package: name, namespace = '' }: PackageUsage) => `${namespace}\n${name}`;
  const fresh = new Map(now.map((row) => [keyOf(row), row]));
  const merged = before.map((row): PackageUsage => {
    const key = keyOf(row);
    const more = fresh.get(key);
    // Most are: a copy of each would be most of what a page costs.
    if (more === undefined && (row.direct !== undefined || !isDirectTold)) return row;
    fresh.delete(key);
    return {
      ...row,
      processes: row.processes + (more?.processes ?? 0),
      lastDay: more?.lastDay ?? row.lastDay,
      ...(row.days === undefined ? {} : { days: row.days + (more?.days ?? 0) }),
      ...(isDirectTold ? { direct: (row.direct ?? 0) + (more?.direct ?? 0) } : {}),
    };
  });
  if (fresh.size === 0) return merged;
  const added = [...fresh.values()].map((row) => (isDirectTold ? { ...row, direct: row.direct ?? 0 } : row));
  return [...merged, ...added].sort(orderBy('package', 'namespace'));
}

function mergeFirstDays(before: readonly FirstSeen[], now: readonly FirstSeen[]): FirstSeen[] {
  const known = new Set(before.map((row) => row.package));
  return [...before, ...now.filter((row) => !known.has(row.package))].sort(orderBy('package'));
}

function inOrder<Field extends string>(...fields: readonly Field[]) {
  return <Row extends { readonly [Each in Field]: string | number }>(
    before: readonly Row[],
    now: readonly Row[],
  ): readonly Row[] => [...before, ...now].sort(orderBy(...fields));
}
