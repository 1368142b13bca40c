/** A real ledger with exactly what a test says, opened as a source. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Distribution, Inventory } from '../../src/environment/inventory.ts';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { holdLedger } from '../../src/ledger/open.ts';
import { Recorder } from '../../src/ledger/recorder.ts';
import { checkedDay, type Day } from '../../src/series/day.ts';
import {
  DIRECTLY_IMPORTED_PACKAGE,
  ENVIRONMENT_PROCESSES,
  FAILED_IMPORT,
  IMPORTED_PACKAGE,
  INCOMPLETE_PROCESSES,
  MISSED_PACKAGE,
  NOTICES,
  OVERFLOW,
  PROCESSES,
} from '../../src/series/metrics.ts';
import { makeSeries, type Series } from '../../src/series/series.ts';
import { openSource } from '../../src/sources/open.ts';
import type { Source } from '../../src/sources/source.ts';

export interface RecordedDay {
  readonly day: Day;
  readonly namespace?: string;
  /** Absent: by reporters that do not count them. */
  readonly processes?: number;
  readonly incomplete?: number;
  /** Processes that name their environment. */
  readonly environments?: Readonly<Record<string, number>>;
  /** Imports past the limit of series. */
  readonly overflow?: number;
  readonly packages?: Readonly<Record<string, number>>;
  readonly direct?: Readonly<Record<string, number>>;
  /** Processes in which the import of a package failed. */
  readonly failed?: Readonly<Record<string, number>>;
  /** Processes that told of a removal, and that missed a package. */
  readonly told?: Readonly<Record<string, number>>;
  readonly missed?: Readonly<Record<string, number>>;
}

export interface Recorded {
  readonly days: readonly RecordedDay[];
  readonly inventories?: readonly Inventory[];
}

/** Writes the ledger to a new file at `path`. */
export async function recordTo(path: string, { days, inventories = [] }: Recorded): Promise<void> {
  const ledger = holdLedger(path);
  const recorder = new Recorder(path, ledger.db);
  const ids = new Map<string, number>();
  for (const recorded of days) {
    const counts = countsOf(recorded);
    const newSeries = counts
      .filter(([series]) => !ids.has(series.key))
      .map(([series]) => ({ id: ids.set(series.key, ids.size + 1).size, key: series.key }));
    recorder.record({
      day: recorded.day,
      newSeries,
      ids: Uint32Array.from(counts, ([series]) => ids.get(series.key) ?? 0),
      amounts: Float64Array.from(counts, ([, count]) => count),
      samples: counts.length,
    });
    await recorder.flush();
    if (recorder.failure !== undefined) throw recorder.failure;
  }
  await recorder.write((db) => {
    for (const inventory of inventories) recordInventory(db, inventory);
  });
  await recorder.settle();
  ledger.release();
}

/** Writes a ledger and opens it; disposing of the source removes it. */
export async function record(recorded: Recorded): Promise<Source> {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-recorded-'));
  const path = join(folder, 'popcon.db');
  await recordTo(path, recorded);
  const source = await openSource(path, {
    endpoint: { timeoutMs: 1, maxBytes: 1 },
    now: Date.now,
    signal: new AbortController().signal,
    progress: () => {},
  });
  return {
    ...source,
    origin: 'ledger popcon.db',
    [Symbol.dispose]() {
      source[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

function countsOf(recorded: RecordedDay): [Series, number][] {
  const {
    namespace,
    processes,
    incomplete,
    environments = {},
    overflow,
    packages = {},
    direct = {},
    failed = {},
    told = {},
    missed = {},
  } = recorded;
  const labels = namespace === undefined ? [] : [{ name: 'namespace', value: namespace }];
  const named = (metric: string, counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, count]): [Series, number] => [
      makeSeries(metric, [...labels, { name: 'package', value: name }]),
      count,
    ]);
  return [
    ...counted(makeSeries(PROCESSES, labels), processes),
    ...counted(makeSeries(INCOMPLETE_PROCESSES, labels), incomplete),
    ...counted(makeSeries(OVERFLOW, []), overflow),
    ...Object.entries(environments).flatMap(([value, count]) =>
      counted(makeSeries(ENVIRONMENT_PROCESSES, [...labels, { name: 'environment', value }]), count),
    ),
    ...named(IMPORTED_PACKAGE, packages),
    ...named(DIRECTLY_IMPORTED_PACKAGE, direct),
    ...named(FAILED_IMPORT, failed),
    ...named(NOTICES, told),
    ...named(MISSED_PACKAGE, missed),
  ];
}

function counted(series: Series, count: number | undefined): [Series, number][] {
  return count === undefined ? [] : [[series, count]];
}

export const day = checkedDay;

/** The same record on each day of a stretch, both ends included. */
export function everyDay(from: string, to: string, recorded: Omit<RecordedDay, 'day'>): RecordedDay[] {
  return Array.from({ length: day(to) - day(from) + 1 }, (_, at) => ({ ...recorded, day: day(from) + at }));
}

export function inventoryOf(
  distributions: readonly Distribution[],
  more: Partial<Inventory> = {},
): Inventory {
  return {
    format: 'popcon-inventory/2',
    environment: 'image',
    day: '2026-01-01',
    source: 'python',
    activation: 'all-processes',
    baseline: [],
    unknown: [],
    distributions,
    ...more,
  };
}

/** A distribution with a module of its name; `requires` as `name` or `name[extra]`. */
export function library(
  name: string,
  requires: readonly string[] = [],
  more: Partial<Distribution> = {},
): Distribution {
  return {
    name,
    version: '1.0',
    installer: 'pip',
    importNames: [name.replaceAll('-', '_')],
    requirements: requires.map((text) => {
      const [, required = text, extras] = /^([^[]+)\[(.*)\]$/.exec(text) ?? [];
      return { name: required, ...(extras === undefined ? {} : { extras: extras.split(',') }) };
    }),
    ...more,
  };
}
