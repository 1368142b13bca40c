/**
 * Counts from a server that speaks Prometheus' HTTP API and scrapes any number of collectors: summed over all
 * of them, days cut at UTC midnights. What it cannot tell is looked for at most two years back.
 */
import { type Day, dayOf, type Window } from '../../series/day.ts';
import {
  DIRECTLY_IMPORTED_PACKAGE,
  ENVIRONMENT_LABEL,
  ENVIRONMENT_PROCESSES,
  FAILED_IMPORT,
  IMPORTED_PACKAGE,
  INCOMPLETE_PROCESSES,
  NAMESPACE_LABEL,
  OTHER_PACKAGE,
  OVERFLOW,
  PACKAGE_LABEL,
  PROCESSES,
} from '../../series/metrics.ts';
import type { JsonClient } from '../http.ts';
import { once } from '../read-once.ts';
import {
  byEnvironment,
  compareText,
  type HistoryQuery,
  type NamespaceSpan,
  type PackageDay,
  type PackageUsage,
  type ProcessDay,
  type Query,
  REMOVAL_METRICS,
  removalDays,
  type Source,
  type UsageQuery,
  withIncomplete,
} from '../source.ts';
import { type DailyGrowth, readDailyGrowth, type Server } from './daily.ts';
import { DaySums } from './day-sums.ts';
import { type PrometheusApi, prometheusApi } from './query.ts';
import { findDays, inParts, spanOf } from './search.ts';
import { formatSelector, type Selector, withAnyOf } from './selector.ts';
import { EXPORTED_NAMESPACE_LABEL, identifyBy } from './target.ts';

const HISTORY_DAYS = 730;

/** Told of long reads as their days are done. */
export type ReportProgress = (what: string, doneDays: number, allDays: number) => void;

/** Disposes of `client` with itself. */
export function prometheusSource(client: JsonClient, now: () => number, progress: ReportProgress): Source {
  const api = prometheusApi(client);
  let namespaceLabel: Promise<string> | undefined;
  const label = () => {
    namespaceLabel ??= findNamespaceLabel(api, daysBack(dayOf(now())));
    return namespaceLabel;
  };
  const select = async (metric: string, namespaces: readonly string[] | undefined): Promise<Selector> => {
    const selector = { metric, matchers: [] };
    return namespaces === undefined ? selector : withAnyOf(selector, await label(), namespaces);
  };
  const read = async (
    what: string,
    selector: Selector,
    window: Window,
    visit: (growth: DailyGrowth) => void,
    nameLabel?: string,
  ) => {
    const server: Server = { api, identify: identifyBy(await label(), nameLabel), now };
    await readDailyGrowth(server, selector, window, visit, (done, all) => progress(what, done, all));
  };

  const processes = once(async ({ window, namespaces }: Query): Promise<readonly ProcessDay[]> => {
    const readDays = async (metric: string) => {
      const days = new DaySums();
      await read('processes', await select(metric, namespaces), window, (growth) =>
        days.add(growth.identity.namespace, growth),
      );
      return days;
    };
    const incomplete = await readDays(INCOMPLETE_PROCESSES);
    return (await readDays(PROCESSES))
      .rows()
      .map(({ of, day, amount }) =>
        withIncomplete({ namespace: of, day, processes: amount }, incomplete.on(of, day)),
      );
  });

  const history = async ({ window, packages, namespaces }: HistoryQuery): Promise<readonly PackageDay[]> => {
    const days = new DaySums();
    for (const part of inParts(packages)) {
      const selector = withAnyOf(await select(IMPORTED_PACKAGE, namespaces), PACKAGE_LABEL, part);
      await read('packages', selector, window, (growth) => days.add(growth.identity.package, growth));
    }
    return days.ofPackages();
  };

  const usage = async (query: UsageQuery): Promise<readonly PackageUsage[]> => {
    const { window, namespaces, split } = query;
    const parts = query.packages === undefined ? [undefined] : inParts(query.packages);
    const readParts = async (what: string, metric: string, visit: (growth: DailyGrowth) => void) => {
      for (const packages of parts) {
        const selector = await select(metric, namespaces);
        const part = packages === undefined ? selector : withAnyOf(selector, PACKAGE_LABEL, packages);
        await read(what, part, window, visit);
      }
    };
    const imported = new Map<string, PackageUsage>();
    const days = new DaySums();
    await readParts('packages', IMPORTED_PACKAGE, ({ identity, day, amount }) => {
      const key = split === true ? identity.counter : identity.package;
      const known = imported.get(key);
      if (query.days === true) days.add(key, { day, amount });
      imported.set(key, {
        package: identity.package,
        ...(split === true ? { namespace: identity.namespace } : {}),
        processes: (known?.processes ?? 0) + amount,
        lastDay: Math.max(known?.lastDay ?? day, day),
      });
    });
    const direct = new Map<string, number>();
    await readParts('direct imports', DIRECTLY_IMPORTED_PACKAGE, ({ identity, amount }) => {
      const key = split === true ? identity.counter : identity.package;
      direct.set(key, (direct.get(key) ?? 0) + amount);
    });
    const rows = [...imported].map(([key, row]) => ({
      ...row,
      ...(query.days === true ? { days: days.daysOf(key) } : {}),
      ...(direct.size === 0 ? {} : { direct: direct.get(key) ?? 0 }),
    }));
    return rows.sort(
      (a, b) => compareText(a.package, b.package) || compareText(a.namespace ?? '', b.namespace ?? ''),
    );
  };

  const namespaces = async (window: Window): Promise<readonly NamespaceSpan[]> => {
    const spans = new Map<string, NamespaceSpan>();
    const widen = (namespace: string, day: Day, countsProcesses: boolean) => {
      const known = spans.get(namespace);
      spans.set(namespace, {
        namespace,
        firstDay: Math.min(known?.firstDay ?? day, day),
        lastDay: Math.max(known?.lastDay ?? day, day),
        countsProcesses,
      });
    };
    for (const { namespace, day } of await processes({ window })) widen(namespace, day, true);
    const others = (await importNamespaces(api, await label(), window)).filter((each) => !spans.has(each));
    if (others.length > 0) {
      await read('namespaces', await select(IMPORTED_PACKAGE, others), window, ({ identity, day }) =>
        widen(identity.namespace, day, false),
      );
    }
    return [...spans.values()].sort((a, b) => compareText(a.namespace, b.namespace));
  };

  return {
    origin: `Prometheus ${client.address}`,
    emptyHint: 'check that it scrapes the collector: its page /targets shows whether it does',
    namespaces,
    processes,
    usage,
    earlier: async ({ before, namespaces, except }) => {
      const lastDays = await findDays(api, {
        end: 'last',
        selector: await select(IMPORTED_PACKAGE, namespaces),
        window: { from: before - HISTORY_DAYS, to: before - 1 },
        except,
        read: (...part) => read('earlier use', ...part),
      });
      return [...lastDays]
        .map(([name, lastDay]) => ({ package: name, lastDay }))
        .sort((a, b) => compareText(a.package, b.package));
    },
    firstDays: async ({ window, namespaces }) => {
      const today = dayOf(now());
      const firstDays = await findDays(api, {
        end: 'first',
        selector: await select(IMPORTED_PACKAGE, namespaces),
        window: { from: Math.max(window.from, today - HISTORY_DAYS), to: Math.min(window.to, today) },
        read: (...part) => read('first use', ...part),
      });
      return [...firstDays]
        .map(([name, firstDay]) => ({ package: name, firstDay }))
        .sort((a, b) => compareText(a.package, b.package));
    },
    history,
    failedImports: async ({ window, namespaces }) => {
      const days = new DaySums();
      await read('failed imports', await select(FAILED_IMPORT, namespaces), window, (growth) =>
        days.add(growth.identity.package, growth),
      );
      return days.ofPackages();
    },
    removalDays: async ({ event, window }) => {
      const days = new DaySums();
      await read('removals', await select(REMOVAL_METRICS[event], undefined), window, (growth) =>
        days.add(JSON.stringify([growth.identity.package, growth.identity.namespace]), growth),
      );
      return removalDays(days.rows().map((row) => ({ ...row, count: row.amount })));
    },
    environmentProcesses: async (window) => {
      const byNamespace = new Map<string, DaySums>();
      const selector = await select(ENVIRONMENT_PROCESSES, undefined);
      await read(
        'environments',
        selector,
        window,
        ({ identity, ...growth }) => {
          const days = byNamespace.get(identity.namespace) ?? new DaySums();
          byNamespace.set(identity.namespace, days);
          days.add(identity.package, growth);
        },
        ENVIRONMENT_LABEL,
      );
      return [...byNamespace]
        .flatMap(([namespace, days]) =>
          days.rows().map(({ of, day, amount }) => ({ environment: of, namespace, day, processes: amount })),
        )
        .sort(byEnvironment);
    },
    unnamed: async (window) => {
      const days = new DaySums();
      await read('unnamed', await select(OVERFLOW, undefined), window, (growth) => days.add('', growth));
      for (const { day, processes: amount } of await history({ window, packages: [OTHER_PACKAGE] })) {
        days.add('', { day, amount });
      }
      return days.rows().map(({ day, amount }) => ({ day, imports: amount }));
    },
    environments: async () => [],
    environment: async () => undefined,
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

async function findNamespaceLabel(api: PrometheusApi, window: Window): Promise<string> {
  const names = await api.labelNames(`{__name__=~"${IMPORTED_PACKAGE}|${PROCESSES}"}`, spanOf(window));
  return names.includes(EXPORTED_NAMESPACE_LABEL) ? EXPORTED_NAMESPACE_LABEL : NAMESPACE_LABEL;
}

/** Namespaces of the imports in a window, '' among them where some have none. */
async function importNamespaces(
  api: PrometheusApi,
  namespaceLabel: string,
  window: Window,
): Promise<readonly string[]> {
  const named = await api.labelValues(namespaceLabel, IMPORTED_PACKAGE, spanOf(window));
  const withoutNamespace = formatSelector({
    metric: IMPORTED_PACKAGE,
    matchers: [`${namespaceLabel}=""`],
  });
  const unnamed = await api.labelValues(PACKAGE_LABEL, withoutNamespace, spanOf(window));
  return unnamed.length === 0 ? named : ['', ...named];
}

function daysBack(today: Day): Window {
  return { from: today - HISTORY_DAYS, to: today };
}
