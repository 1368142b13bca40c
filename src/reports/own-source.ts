/**
 * A source as one environment sees it: packages under the names of its distributions, and of each day's processes
 * how many were of another environment. What another environment alone imports is left out.
 */
import type { Inventory } from '../environment/inventory.ts';
import { language } from '../languages/languages.ts';
import { once } from '../sources/read-once.ts';
import {
  compareText,
  type InstalledEnvironment,
  type PackageDay,
  type PackageUsage,
  type Query,
  type Source,
} from '../sources/source.ts';
import { type OwnProcesses, ownProcesses } from './own-processes.ts';
import { HISTORY_DAYS } from './recorded-window.ts';

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
  const labels = new Labels(installed.inventory);
  const own = await ownProcesses(source, installed, labels, query);
  const narrow = async <Narrowed extends Query>(query: Narrowed): Promise<Narrowed> => {
    if (!own.isNarrow) return query;
    const asked =
      query.namespaces ??
      (await source.namespaces({ window: query.window })).map(({ namespace }) => namespace);
    return { ...query, namespaces: asked.filter(own.isOwn) };
  };
  return {
    processes: own,
    modules: labels.modules,
    source: {
      ...source,
      namespaces: async (query) =>
        (await source.namespaces(query)).filter(({ namespace }) => own.isOwn(namespace)),
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
        return labels
          .merge(rows, (a, b) => (a.lastDay > b.lastDay ? a : b))
          .filter((row) => !except.has(row.package));
      },
      firstDays: async (query) =>
        labels.merge(await source.firstDays(await narrow(query)), (a, b) =>
          a.firstDay < b.firstDay ? a : b,
        ),
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

/**
 * Recorded names and the distributions they count for. Reporters send the names of distributions, as PEP 503 or their
 * authors write them, or, where they are set to it, those of modules (`sklearn`).
 */
class Labels {
  readonly modules = new Set<string>();
  readonly #names: ReadonlySet<string>;
  readonly #byModule = new Map<string, string[]>();
  readonly #labelsOf = new Map<string, Set<string>>();

  constructor({ distributions }: Pick<Inventory, 'distributions'>) {
    this.#names = new Set(distributions.map(({ name }) => name));
    for (const { name, importNames = [] } of distributions) {
      for (const top of new Set(importNames.map((each) => each.split('.')[0] ?? each))) {
        this.#byModule.set(top, [...(this.#byModule.get(top) ?? []), name]);
      }
    }
  }

  /** The distributions of the inventory that the name counts for; none where it is of another environment. */
  distributionsOf(label: string): readonly string[] {
    const name = language.normalizeName(label);
    return this.#names.has(name) ? [name] : (this.#byModule.get(label) ?? []);
  }

  /** The same, remembered. */
  read(label: string): readonly string[] {
    const names = this.distributionsOf(label);
    if (this.#byModule.has(label) && !this.#names.has(language.normalizeName(label))) this.modules.add(label);
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
    return this.merge(
      rows,
      (a, b) => ({ ...b, processes: a.processes + b.processes }),
      ({ day }) => day,
    );
  }

  usage(rows: readonly PackageUsage[]): readonly PackageUsage[] {
    return this.merge(
      rows,
      (a, b) => ({
        ...b,
        processes: a.processes + b.processes,
        lastDay: Math.max(a.lastDay, b.lastDay),
        ...(a.direct !== undefined && { direct: a.direct + (b.direct ?? 0) }),
      }),
      ({ namespace }) => namespace,
    );
  }

  /** Each row under the names that it counts for, by name: `one` of those that have a name, and what holds them `apart`, alike. */
  merge<Row extends { readonly package: string }>(
    rows: readonly Row[],
    one: (known: Row, further: Row) => Row,
    apart: (row: Row) => unknown = () => '',
  ): readonly Row[] {
    const merged = new Map<string, Row>();
    for (const row of rows) {
      for (const name of this.read(row.package)) {
        const key = `${name}\n${apart(row)}`;
        const known = merged.get(key);
        const named = { ...row, package: name };
        merged.set(key, known === undefined ? named : one(known, named));
      }
    }
    return [...merged.values()].sort((a, b) => compareText(a.package, b.package));
  }
}
