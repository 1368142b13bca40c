/**
 * Counts from a server that speaks Prometheus' HTTP API and scrapes any number of collectors: summed over all
 * of them, days cut at UTC midnights. What it cannot tell is looked for at most two years back.
 */
import { type Day, dayOf, startOfDayMs, type Window } from '../../series/day.ts';
import {
  DIRECTLY_IMPORTED_PACKAGE,
  IMPORTED_PACKAGE,
  NAMESPACE_LABEL,
  PACKAGE_LABEL,
  PROCESSES,
} from '../../series/metrics.ts';
import type { JsonClient } from '../http.ts';
import { once } from '../read-once.ts';
import type { NamespaceSpan, PackageUsage, Query, Source, UsageQuery } from '../source.ts';
import { type DailyGrowth, readDailyGrowth, type Server } from './daily.ts';
import { type PrometheusApi, prometheusApi, type Span } from './query.ts';
import { formatSelector, type Selector, withAnyOf } from './selector.ts';
import { EXPORTED_NAMESPACE_LABEL, identifyBy } from './target.ts';

const HISTORY_DAYS = 730;
/** How many days of history are searched at once, newest first, for the last use of a package. */
const SEARCH_DAYS = 91;
/** Packages in one selector: an expression has a length that servers and proxies bear. */
const PACKAGES_A_SELECTOR = 100;

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
  ) => {
    const server: Server = { api, identify: identifyBy(await label()), now };
    await readDailyGrowth(server, selector, window, visit, (done, all) => progress(what, done, all));
  };

  const processes = once(async ({ window, namespaces }: Query) => {
    const days = new DaySums();
    await read('processes', await select(PROCESSES, namespaces), window, (growth) =>
      days.add(growth.identity.namespace, growth),
    );
    return days.rows().map(({ of, day, amount }) => ({ namespace: of, day, processes: amount }));
  });

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
    await readParts('packages', IMPORTED_PACKAGE, ({ identity, day, amount }) => {
      const key = split === true ? identity.counter : identity.package;
      const known = imported.get(key);
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
    const rows = [...imported].map(([key, row]) =>
      direct.size === 0 ? row : { ...row, direct: direct.get(key) ?? 0 },
    );
    return rows.sort(
      (a, b) => compare(a.package, b.package) || compare(a.namespace ?? '', b.namespace ?? ''),
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
    return [...spans.values()].sort((a, b) => compare(a.namespace, b.namespace));
  };

  return {
    origin: `Prometheus ${client.address}`,
    emptyHint: 'check that it scrapes the collector: its page /targets shows whether it does',
    namespaces,
    processes,
    usage,
    earlier: async ({ before, namespaces, except }) => {
      const selector = await select(IMPORTED_PACKAGE, namespaces);
      const horizon = before - HISTORY_DAYS;
      const named = await api.labelValues(
        PACKAGE_LABEL,
        formatSelector(selector),
        spanOf({ from: horizon, to: before - 1 }),
      );
      const lastDays = new Map<string, Day>();
      for (const packages of inParts(named.filter((name) => !except.has(name)))) {
        for (let to = before - 1; to >= horizon; to -= SEARCH_DAYS) {
          const open = packages.filter((name) => !lastDays.has(name));
          if (open.length === 0) break;
          const part = { from: Math.max(horizon, to - SEARCH_DAYS + 1), to };
          await read('earlier use', withAnyOf(selector, PACKAGE_LABEL, open), part, ({ identity, day }) =>
            lastDays.set(identity.package, Math.max(lastDays.get(identity.package) ?? day, day)),
          );
        }
      }
      return [...lastDays]
        .map(([name, lastDay]) => ({ package: name, lastDay }))
        .sort((a, b) => compare(a.package, b.package));
    },
    history: async ({ window, packages, namespaces }) => {
      const days = new DaySums();
      for (const part of inParts(packages)) {
        const selector = withAnyOf(await select(IMPORTED_PACKAGE, namespaces), PACKAGE_LABEL, part);
        await read('packages', selector, window, (growth) => days.add(growth.identity.package, growth));
      }
      return days.rows().map(({ of, day, amount }) => ({ package: of, day, processes: amount }));
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

/** Amounts by name and day. */
class DaySums {
  readonly #sums = new Map<string, Map<Day, number>>();

  add(of: string, { day, amount }: DailyGrowth): void {
    const days = this.#sums.get(of) ?? new Map<Day, number>();
    this.#sums.set(of, days.set(day, (days.get(day) ?? 0) + amount));
  }

  /** Ordered by name, then day. */
  rows(): { readonly of: string; readonly day: Day; readonly amount: number }[] {
    return [...this.#sums]
      .flatMap(([of, days]) => [...days].map(([day, amount]) => ({ of, day, amount })))
      .sort((a, b) => compare(a.of, b.of) || a.day - b.day);
  }
}

function inParts(names: readonly string[]): readonly string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < names.length; at += PACKAGES_A_SELECTOR) {
    parts.push(names.slice(at, at + PACKAGES_A_SELECTOR));
  }
  return parts;
}

function daysBack(today: Day): Window {
  return { from: today - HISTORY_DAYS, to: today };
}

function spanOf(window: Window): Span {
  return { startSeconds: startOfDayMs(window.from) / 1000, endSeconds: startOfDayMs(window.to + 1) / 1000 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
