/**
 * A source as one environment sees it: packages under the names of its distributions, and of each day's processes
 * how many were of another environment. What another environment alone imports is left out.
 */
import type { Day } from '../series/day.ts';
import { once } from '../sources/read-once.ts';
import {
  compareText,
  type InstalledEnvironment,
  type PackageDay,
  type PackageUsage,
  type Query,
  type Source,
} from '../sources/source.ts';
import { type OwnNames, ownNames } from './own-names.ts';
import { type OwnProcesses, ownProcesses } from './own-processes.ts';

/** How far back namespaces are looked for. */
const HISTORY_DAYS = 730;

export interface OwnSource {
  readonly source: Source;
  readonly processes: OwnProcesses;
  /** Recorded names that were understood as modules; grows as the source is read. */
  readonly modules: ReadonlySet<string>;
}

/** @param query the window of the answer, and the namespaces that were asked for: its counts are not narrowed. */
export async function ownSource(
  source: Source,
  installed: InstalledEnvironment,
  query: Query,
): Promise<OwnSource> {
  const names = ownNames(installed.inventory);
  const own = await ownProcesses(source, installed, names, query);
  const labels = new Labels(names);
  const narrow = async <Narrowed extends Query>(query: Narrowed): Promise<Narrowed> => {
    if (!own.isNarrow) return query;
    const asked =
      query.namespaces ?? (await source.namespaces(query.window)).map(({ namespace }) => namespace);
    return { ...query, namespaces: asked.filter(own.isOwn) };
  };
  return {
    processes: own,
    modules: labels.modules,
    source: {
      ...source,
      namespaces: async (window) =>
        (await source.namespaces(window)).filter(({ namespace }) => own.isOwn(namespace)),
      processes: once(async (query) => {
        const narrowed = await narrow(query);
        return await own.withElsewhere(await source.processes(narrowed), narrowed);
      }),
      usage: async ({ packages, split, ...query }) => {
        const narrowed = await narrow(query);
        const by = split === undefined ? {} : { split };
        if (packages === undefined) return labels.usage(await source.usage({ ...narrowed, ...by }));
        labels.usage(await source.usage(narrowed));
        const asked = new Set(packages);
        const rows = await source.usage({ ...narrowed, ...by, packages: [...labels.of(asked)] });
        return labels.usage(rows).filter((row) => asked.has(row.package));
      },
      earlier: async ({ before, namespaces, except }) => {
        const window = { from: before - HISTORY_DAYS, to: before - 1 };
        const narrowed = await narrow({ window, namespaces });
        const rows = await source.earlier({
          before,
          except: labels.of(except),
          namespaces: narrowed.namespaces,
        });
        const lastDays = new Map<string, Day>();
        for (const { package: label, lastDay } of rows) {
          for (const name of labels.read(label)) {
            if (!except.has(name)) lastDays.set(name, Math.max(lastDay, lastDays.get(name) ?? lastDay));
          }
        }
        return [...lastDays].map(([name, lastDay]) => ({ package: name, lastDay }));
      },
      firstDays: async (query) => {
        const firstDays = new Map<string, Day>();
        for (const { package: label, firstDay } of await source.firstDays(await narrow(query))) {
          for (const name of labels.read(label)) {
            firstDays.set(name, Math.min(firstDay, firstDays.get(name) ?? firstDay));
          }
        }
        return [...firstDays]
          .map(([name, firstDay]) => ({ package: name, firstDay }))
          .sort((a, b) => (a.package < b.package ? -1 : 1));
      },
      history: async ({ packages, ...query }) => {
        const narrowed = await narrow(query);
        labels.usage(await source.usage(narrowed));
        const asked = new Set(packages);
        const rows = await source.history({ ...narrowed, packages: [...labels.of(asked)] });
        return labels.days(rows).filter((row) => asked.has(row.package));
      },
      failedImports: async (query) => labels.days(await source.failedImports(await narrow(query))),
    },
  };
}

/** Recorded names and the distributions they count for, remembered as they are read. */
class Labels {
  readonly modules = new Set<string>();
  readonly #names: OwnNames;
  readonly #labelsOf = new Map<string, Set<string>>();

  constructor(names: OwnNames) {
    this.#names = names;
  }

  read(label: string): readonly string[] {
    const names = this.#names.distributionsOf(label);
    if (this.#names.isModule(label)) this.modules.add(label);
    for (const name of names) {
      const known = this.#labelsOf.get(name) ?? new Set();
      this.#labelsOf.set(name, known.add(label));
    }
    return names;
  }

  /** The recorded names of distributions, as far as they have been read. */
  of(names: ReadonlySet<string>): ReadonlySet<string> {
    return new Set([...names].flatMap((name) => [...(this.#labelsOf.get(name) ?? [])]));
  }

  days(rows: readonly PackageDay[]): readonly PackageDay[] {
    const counts = new Map<string, Map<Day, number>>();
    for (const row of rows) {
      for (const name of this.read(row.package)) {
        const days = counts.get(name) ?? new Map<Day, number>();
        counts.set(name, days.set(row.day, (days.get(row.day) ?? 0) + row.processes));
      }
    }
    return [...counts]
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([name, days]) => [...days].map(([day, processes]) => ({ package: name, day, processes })));
  }

  usage(rows: readonly PackageUsage[]): readonly PackageUsage[] {
    const merged = new Map<string, PackageUsage>();
    for (const row of rows) {
      for (const name of this.read(row.package)) {
        const key = `${name}\n${row.namespace ?? ''}`;
        const known = merged.get(key);
        merged.set(key, {
          ...row,
          package: name,
          processes: row.processes + (known?.processes ?? 0),
          lastDay: Math.max(row.lastDay, known?.lastDay ?? row.lastDay),
          ...(known?.direct === undefined ? {} : { direct: known.direct + (row.direct ?? 0) }),
        });
      }
    }
    return [...merged.values()].sort((a, b) => (a.package < b.package ? -1 : a.package > b.package ? 1 : 0));
  }
}
