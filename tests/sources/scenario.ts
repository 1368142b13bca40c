/**
 * Forty days of two collectors, as events, and what every source must answer about them: computed here from the
 * events alone, by counting. The forms that servers take them in are in `samples.ts`.
 */
import { checkedDay, type Day, startOfDayMs, type Window } from '../../src/series/day.ts';
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
import { type Label, makeSeries, type Series } from '../../src/series/series.ts';
import {
  type EarlierQuery,
  type EnvironmentDay,
  type FirstSeen,
  type HistoryQuery,
  type LastSeen,
  type NamespaceSpan,
  orderBy,
  type PackageDay,
  type PackageUsage,
  type ProcessDay,
  type Query,
  type RemovalDay,
  type RemovalQuery,
  type UnnamedDay,
  type UsageQuery,
} from '../../src/sources/source.ts';

export interface CountedEvent {
  readonly day: Day;
  /** Seconds into the day. */
  readonly seconds: number;
  readonly collector: 'a' | 'b';
  readonly series: Series;
  readonly amount: number;
}

export const FIRST_DAY = checkedDay('2026-03-02');
export const DAYS = 40;
export const TODAY = FIRST_DAY + DAYS - 1;
/** The afternoon of the last day: a day that is not over. */
export const NOW_MS = startOfDayMs(TODAY) + 15 * 3_600_000;

/** What one process reports. */
interface Process {
  readonly day: number;
  readonly seconds: number;
  readonly collector: 'a' | 'b';
  readonly namespace?: string;
  readonly packages: readonly string[];
  readonly direct?: readonly string[];
  readonly failed?: readonly string[];
  readonly told?: readonly string[];
  readonly missed?: readonly string[];
  /** The original's reporter sends no process count. */
  readonly uncounted?: true;
  /** It could not name all it imported. */
  readonly incomplete?: true;
  readonly environment?: string;
  /** Of its imports, how many are past the limit of series. */
  readonly overflow?: number;
  /** A label that a mapping of this collector's adds. */
  readonly course?: string;
}

function* processes(): Generator<Process> {
  for (let day = 0; day < DAYS; day += 1) {
    const weekend = day % 7 > 4;
    const seconds = 36_000 + day * 60;
    if (!weekend) {
      yield {
        day,
        seconds,
        collector: 'a',
        namespace: 'stat',
        packages: ['numpy', 'pandas'],
        direct: ['pandas'],
        environment: 'image',
        ...(day % 4 === 0 ? { incomplete: true } : {}),
      };
      yield {
        day,
        seconds: seconds + 5,
        collector: 'b',
        namespace: 'stat',
        packages: ['numpy'],
        direct: ['numpy'],
        ...(day % 5 === 0 ? { failed: ['broken', 'numpy'] } : {}),
      };
      yield {
        day,
        seconds: 43_000,
        collector: 'b',
        namespace: 'bio',
        packages: ['numpy', 'biopython'],
        course: 'b1',
        environment: day < 9 ? 'image' : 'gpu',
      };
      yield { day, seconds: 43_010, collector: 'b', namespace: 'bio', packages: ['numpy'], course: 'b2' };
    }
    // Just before and just after midnight: the day is cut in UTC.
    if (day % 3 === 0) yield { day, seconds: 86_100, collector: 'a', packages: ['requests'] };
    if (day % 3 === 1) yield { day, seconds: 300, collector: 'a', packages: ['requests', 'six'] };
    if (day === 2 || day === 9)
      yield {
        day,
        seconds: 50_000,
        collector: 'a',
        overflow: 3,
        packages: ['other', 'xarray', 'quoted"name\\'],
      };
    if (day === 20) yield { day, seconds: 50_000, collector: 'b', namespace: 'stat', packages: ['late'] };
    if (day === 3) yield { day, seconds: 51_000, collector: 'b', packages: [], failed: ['broken'] };
    if (day > 11 && day % 4 === 0) {
      yield { day, seconds: 52_000, collector: 'b', namespace: 'stat', packages: [], told: ['six', 'late'] };
      yield { day, seconds: 53_000, collector: 'a', packages: [], told: ['six'], missed: ['quoted"name\\'] };
    }
    if (day > 4 && day % 2 === 0) {
      yield {
        day,
        seconds: 40_000,
        collector: 'b',
        namespace: 'old hub',
        packages: ['PyYAML'],
        uncounted: true,
      };
    }
    if (day > 1 && day < 8) {
      yield { day, seconds: 41_000, collector: 'a', namespace: 'gone', packages: ['numpy', 'dask'] };
    }
  }
}

export const events: readonly CountedEvent[] = [...processes()]
  .flatMap((process): CountedEvent[] => {
    const labels = [
      ...(process.namespace === undefined ? [] : [{ name: 'namespace', value: process.namespace }]),
      ...(process.course === undefined ? [] : [{ name: 'course', value: process.course }]),
    ];
    const event = (metric: string, more: readonly Label[] = []): CountedEvent => ({
      day: FIRST_DAY + process.day,
      seconds: process.seconds,
      collector: process.collector,
      series: makeSeries(metric, [...labels, ...more]),
      amount: 1,
    });
    const named = (metric: string) => (name: string) => event(metric, [{ name: 'package', value: name }]);
    return [
      ...(process.uncounted ? [] : [event(PROCESSES)]),
      ...(process.incomplete ? [event(INCOMPLETE_PROCESSES)] : []),
      ...(process.environment === undefined
        ? []
        : [event(ENVIRONMENT_PROCESSES, [{ name: 'environment', value: process.environment }])]),
      ...(process.overflow === undefined
        ? []
        : [{ ...event(OVERFLOW), series: makeSeries(OVERFLOW, []), amount: process.overflow }]),
      ...process.packages.map(named(IMPORTED_PACKAGE)),
      ...(process.direct ?? []).map(named(DIRECTLY_IMPORTED_PACKAGE)),
      ...(process.failed ?? []).map(named(FAILED_IMPORT)),
      ...(process.told ?? []).map(named(NOTICES)),
      ...(process.missed ?? []).map(named(MISSED_PACKAGE)),
    ];
  })
  .filter(({ day, seconds }) => startOfDayMs(day) + seconds * 1000 <= NOW_MS)
  .sort((a, b) => a.day - b.day || a.seconds - b.seconds);

const label = ({ series }: CountedEvent, name: string) =>
  series.labels.find((each) => each.name === name)?.value ?? '';

function select(metric: string, { window, namespaces }: Query): CountedEvent[] {
  return events.filter(
    (event) =>
      event.series.name === metric &&
      event.day >= window.from &&
      event.day <= window.to &&
      namespaces?.includes(label(event, 'namespace')) !== false,
  );
}

function sumBy(list: readonly CountedEvent[], key: (event: CountedEvent) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const event of list) sums.set(key(event), (sums.get(key(event)) ?? 0) + event.amount);
  return sums;
}

const sorted = (keys: Iterable<string>) => [...keys].sort((a, b) => (a < b ? -1 : 1));

function packageDays(list: readonly CountedEvent[]): PackageDay[] {
  const sums = sumBy(list, (event) => `${label(event, 'package')}\n${event.day}`);
  return sorted(sums.keys()).map((key) => {
    const [name = '', day] = key.split('\n');
    return { package: name, day: Number(day), processes: sums.get(key) ?? 0 };
  });
}

/** What a source over these events answers. */
export const expected = {
  namespaces(window: Window): NamespaceSpan[] {
    const counted = select(PROCESSES, { window });
    const imported = select(IMPORTED_PACKAGE, { window });
    const names = new Set([...counted, ...imported].map((event) => label(event, 'namespace')));
    return sorted(names).map((namespace) => {
      const own = counted.filter((event) => label(event, 'namespace') === namespace);
      const days = (own.length > 0 ? own : imported)
        .filter((event) => label(event, 'namespace') === namespace)
        .map(({ day }) => day);
      return {
        namespace,
        firstDay: Math.min(...days),
        lastDay: Math.max(...days),
        countsProcesses: own.length > 0,
      };
    });
  },

  processes(query: Query): ProcessDay[] {
    const byDay = (event: CountedEvent) => `${label(event, 'namespace')}\n${event.day}`;
    const sums = sumBy(select(PROCESSES, query), byDay);
    const incompletes = sumBy(select(INCOMPLETE_PROCESSES, query), byDay);
    return sorted(sums.keys()).map((key) => {
      const [namespace = '', day] = key.split('\n');
      const incomplete = incompletes.get(key);
      return {
        namespace,
        day: Number(day),
        processes: sums.get(key) ?? 0,
        ...(incomplete === undefined ? {} : { incomplete }),
      };
    });
  },

  environmentProcesses(window: Window): EnvironmentDay[] {
    const sums = sumBy(
      select(ENVIRONMENT_PROCESSES, { window }),
      (event) => `${label(event, 'environment')}\n${label(event, 'namespace')}\n${event.day}`,
    );
    return sorted(sums.keys()).map((key) => {
      const [environment = '', namespace = '', day] = key.split('\n');
      return { environment, namespace, day: Number(day), processes: sums.get(key) ?? 0 };
    });
  },

  unnamed(window: Window): UnnamedDay[] {
    const others = select(IMPORTED_PACKAGE, { window }).filter(
      (event) => label(event, 'package') === 'other',
    );
    const sums = sumBy([...select(OVERFLOW, { window }), ...others], ({ day }) => String(day));
    return sorted(sums.keys()).map((day) => ({ day: Number(day), imports: sums.get(day) ?? 0 }));
  },

  usage({ split, packages, days, ...query }: UsageQuery): PackageUsage[] {
    const isAsked = (event: CountedEvent) => packages?.includes(label(event, 'package')) !== false;
    const key = (event: CountedEvent) =>
      split ? `${label(event, 'package')}\n${label(event, 'namespace')}` : label(event, 'package');
    const imported = select(IMPORTED_PACKAGE, query).filter(isAsked);
    const sums = sumBy(imported, key);
    const direct = sumBy(select(DIRECTLY_IMPORTED_PACKAGE, query).filter(isAsked), key);
    return sorted(sums.keys()).map((each) => {
      const [name = '', namespace = ''] = each.split('\n');
      return {
        package: name,
        ...(split ? { namespace } : {}),
        processes: sums.get(each) ?? 0,
        ...(direct.size === 0 ? {} : { direct: direct.get(each) ?? 0 }),
        lastDay: Math.max(...imported.filter((event) => key(event) === each).map(({ day }) => day)),
        ...(days
          ? { days: new Set(imported.filter((event) => key(event) === each).map(({ day }) => day)).size }
          : {}),
      };
    });
  },

  earlier({ before, namespaces, except }: EarlierQuery): LastSeen[] {
    const query = {
      window: { from: 0, to: before - 1 },
      ...(namespaces === undefined ? {} : { namespaces }),
    };
    const imported = select(IMPORTED_PACKAGE, query);
    const names = new Set(imported.map((event) => label(event, 'package')));
    return sorted(names)
      .filter((name) => !except.has(name))
      .map((name) => ({
        package: name,
        lastDay: Math.max(
          ...imported.filter((event) => label(event, 'package') === name).map(({ day }) => day),
        ),
      }));
  },

  firstDays(query: Query): FirstSeen[] {
    const imported = select(IMPORTED_PACKAGE, query);
    const names = new Set(imported.map((event) => label(event, 'package')));
    return sorted(names).map((name) => ({
      package: name,
      firstDay: Math.min(
        ...imported.filter((event) => label(event, 'package') === name).map(({ day }) => day),
      ),
    }));
  },

  history({ packages, ...query }: HistoryQuery): PackageDay[] {
    return packageDays(
      select(IMPORTED_PACKAGE, query).filter((event) => packages.includes(label(event, 'package'))),
    );
  },

  removalDays({ event, window }: RemovalQuery): RemovalDay[] {
    const key = (each: CountedEvent) => `${label(each, 'package')}\n${label(each, 'namespace')}\n${each.day}`;
    return [...sumBy(select(event === 'told' ? NOTICES : MISSED_PACKAGE, { window }), key)]
      .map(([row, processes]) => {
        const [name = '', namespace = '', day] = row.split('\n');
        return { package: name, namespace, day: Number(day), processes };
      })
      .sort(orderBy('package', 'namespace', 'day'));
  },

  failedImports(query: Query): PackageDay[] {
    return packageDays(select(FAILED_IMPORT, query));
  },
};
