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
  type HistoryQuery,
  type NamespaceSpan,
  orderBy,
  type PackageDay,
  type PackageUsage,
  type ProcessDay,
  type Query,
  REMOVAL_METRICS,
  removalDays,
  type Source,
  type UsageQuery,
  type WindowQuery,
  withIncomplete,
} from '../source.ts';
import { type DailyGrowth, readDailyGrowth, type Server } from './daily.ts';
import { DaySums } from './day-sums.ts';
import { type PrometheusApi, prometheusApi } from './query.ts';
import { findDays, inParts, spanOf } from './search.ts';
import { type Selector, withAnyOf } from './selector.ts';
import { EXPORTED_NAMESPACE_LABEL, type Identity, identifyBy } from './target.ts';

const HISTORY_DAYS = 730;

/** Told of long reads as their days are done. */
export type ReportProgress = (what: string, doneDays: number, allDays: number) => void;

/** Disposes of `client` with itself. */
export function prometheusSource(client: JsonClient, now: () => number, progress: ReportProgress): Source {
  const api = prometheusApi(client);
  let namespaceLabel: Promise<string> | undefined;
  const label = () => {
    namespaceLabel ??= findNamespaceLabel(api, dayOf(now()));
    return namespaceLabel;
  };
  const select = async (metric: string, namespaces?: readonly string[]): Promise<Selector> => {
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
  const readPackages = async (
    what: string,
    metric: string,
    { window, namespaces, packages }: UsageQuery,
    visit: (growth: DailyGrowth) => void,
  ) => {
    const selector = await select(metric, namespaces);
    if (packages === undefined) return read(what, selector, window, visit);
    for (const part of inParts(packages)) {
      await read(what, withAnyOf(selector, PACKAGE_LABEL, part), window, visit);
    }
  };
  /** By day, and by what `of` makes of a series. */
  const sumDays = async (
    what: string,
    metric: string,
    { window, namespaces }: Query,
    of: (identity: Identity) => string,
    nameLabel?: string,
  ): Promise<DaySums> => {
    const days = new DaySums();
    const visit = (growth: DailyGrowth) => days.add(of(growth.identity), growth);
    await read(what, await select(metric, namespaces), window, visit, nameLabel);
    return days;
  };

  const processes = once(async (query: Query): Promise<readonly ProcessDay[]> => {
    const readDays = (metric: string) => sumDays('processes', metric, query, ({ namespace }) => namespace);
    const incomplete = await readDays(INCOMPLETE_PROCESSES);
    return (await readDays(PROCESSES))
      .rows()
      .map(({ of, day, count }) =>
        withIncomplete({ namespace: of, day, processes: count }, incomplete.on(of, day)),
      );
  });

  const history = async (query: HistoryQuery): Promise<readonly PackageDay[]> => {
    const days = new DaySums();
    await readPackages('packages', IMPORTED_PACKAGE, query, (growth) =>
      days.add(growth.identity.package, growth),
    );
    return days.ofPackages();
  };

  const usage = async (query: UsageQuery): Promise<readonly PackageUsage[]> => {
    const keyOf = ({ counter, package: name }: Identity) => (query.split === true ? counter : name);
    const imported = new Map<string, PackageUsage>();
    const days = new DaySums();
    await readPackages('packages', IMPORTED_PACKAGE, query, ({ identity, day, amount }) => {
      const key = keyOf(identity);
      const known = imported.get(key);
      if (query.days === true) days.add(key, { day, amount });
      imported.set(key, {
        package: identity.package,
        ...(query.split === true ? { namespace: identity.namespace } : {}),
        processes: (known?.processes ?? 0) + amount,
        lastDay: Math.max(known?.lastDay ?? day, day),
      });
    });
    const direct = new Map<string, number>();
    await readPackages('direct imports', DIRECTLY_IMPORTED_PACKAGE, query, ({ identity, amount }) => {
      const key = keyOf(identity);
      direct.set(key, (direct.get(key) ?? 0) + amount);
    });
    const rows = [...imported].map(([key, row]) => ({
      ...row,
      ...(query.days === true ? { days: days.daysOf(key) } : {}),
      ...(direct.size === 0 ? {} : { direct: direct.get(key) ?? 0 }),
    }));
    return rows.sort(orderBy('package', 'namespace'));
  };

  const namespaces = async ({ window }: WindowQuery): Promise<readonly NamespaceSpan[]> => {
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
    return [...spans.values()].sort(orderBy('namespace'));
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
      return lastDays.map(([name, lastDay]) => ({ package: name, lastDay }));
    },
    firstDays: async ({ window, namespaces }) => {
      const today = dayOf(now());
      const firstDays = await findDays(api, {
        end: 'first',
        selector: await select(IMPORTED_PACKAGE, namespaces),
        window: { from: Math.max(window.from, today - HISTORY_DAYS), to: Math.min(window.to, today) },
        read: (...part) => read('first use', ...part),
      });
      return firstDays.map(([name, firstDay]) => ({ package: name, firstDay }));
    },
    history,
    failedImports: async (query) =>
      (await sumDays('failed imports', FAILED_IMPORT, query, (identity) => identity.package)).ofPackages(),
    removalDays: async ({ event, window }) =>
      removalDays((await sumDays('removals', REMOVAL_METRICS[event], { window }, pairOf)).rows()),
    environmentProcesses: async (query) => {
      const days = await sumDays('environments', ENVIRONMENT_PROCESSES, query, pairOf, ENVIRONMENT_LABEL);
      return removalDays(days.rows()).map(({ package: environment, ...row }) => ({ environment, ...row }));
    },
    unnamed: async (query) => {
      const days = await sumDays('unnamed', OVERFLOW, query, () => '');
      for (const { day, processes: amount } of await history({ ...query, packages: [OTHER_PACKAGE] })) {
        days.add('', { day, amount });
      }
      return days.rows().map(({ day, count }) => ({ day, imports: count }));
    },
    environments: async () => [],
    environment: async () => undefined,
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

function pairOf({ package: name, namespace }: Identity): string {
  return JSON.stringify([name, namespace]);
}

async function findNamespaceLabel(api: PrometheusApi, today: Day): Promise<string> {
  const window = { from: today - HISTORY_DAYS, to: today };
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
  const withoutNamespace = `${IMPORTED_PACKAGE}{${namespaceLabel}=""}`;
  const unnamed = await api.labelValues(PACKAGE_LABEL, withoutNamespace, spanOf(window));
  return unnamed.length === 0 ? named : ['', ...named];
}
