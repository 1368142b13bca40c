/**
 * A ledger filled as a collector would have: packages of falling popularity, namespaces of falling size, fewer
 * processes at weekends. The same arguments make the same ledger.
 */
import type { Inventory, Requirement } from '../src/environment/inventory.ts';
import { NORMALIZED_NAME } from '../src/environment/name.ts';
import { recordInventory } from '../src/ledger/inventories.ts';
import { holdLedger } from '../src/ledger/open.ts';
import { Recorder } from '../src/ledger/recorder.ts';
import { type Day, parseDay } from '../src/series/day.ts';
import { IMPORTED_PACKAGE, NAMESPACE_LABEL, PACKAGE_LABEL, PROCESSES } from '../src/series/metrics.ts';
import { makeSeries, type Series } from '../src/series/series.ts';

export interface FixturePackage {
  readonly name: string;
  /** 0 to 1 of the processes that import it. */
  readonly share: number;
  /** The same where a namespace differs. */
  readonly shareIn?: Readonly<Record<string, number>>;
  /** The days on which it is imported, counted from the ledger's first; all where absent. */
  readonly activeFrom?: number;
  readonly activeTo?: number;
}

export interface FixtureNamespace {
  /** '' for processes without one. */
  readonly name: string;
  readonly processesADay: number;
  /** Days at the end on which it does not report any more. */
  readonly silentDays?: number;
}

export interface LedgerFixture {
  readonly packages: readonly FixturePackage[];
  readonly namespaces: readonly FixtureNamespace[];
  readonly days: number;
  /** YYYY-MM-DD. */
  readonly lastDay: string;
  /** In the order of their days. */
  readonly inventories?: readonly Inventory[];
}

/** `packages` made-up packages, the first of them in nine of ten processes, most in nearly none. */
export function madeUpPackages(packages: number, names: readonly string[] = []): FixturePackage[] {
  return Array.from({ length: packages }, (_, at) => ({
    name: names[at] ?? `package-${String(at).padStart(4, '0')}`,
    share: 0.9 / (1 + at * 0.3) ** 1.2,
  }));
}

/** `namespaces` made-up ones, each smaller than the one before. */
export function madeUpNamespaces(namespaces: number, processesADay = 1_000): FixtureNamespace[] {
  return Array.from({ length: namespaces }, (_, at) => ({
    name: `hub-${String(at).padStart(2, '0')}`,
    processesADay: Math.max(1, Math.round(processesADay / (1 + at))),
  }));
}

/**
 * An environment that has `names`, and on every tenth of them a made-up dependency; sizes fall from 200 MB. With
 * it come some that nothing imports: they are what can go.
 */
export function madeUpInventory(environment: string, day: string, names: readonly string[]): Inventory {
  const dependencies = names.filter((_, at) => at % 10 === 0).map((name) => `lib-${name}`);
  const idle = Array.from({ length: Math.ceil(names.length / 8) }, (_, at) => `idle-${at}`);
  const all = [...names, ...dependencies, ...idle].filter((name) => NORMALIZED_NAME.test(name));
  return {
    format: 'popcon-inventory/1',
    environment,
    day,
    source: 'python',
    python: { version: '3.12.7', implementation: 'CPython' },
    activation: 'all-processes',
    baseline: [],
    unknown: [],
    distributions: all.map((name, at) => ({
      name,
      version: `1.${at % 20}.0`,
      installer: 'pip',
      requested: !name.startsWith('lib-'),
      requirements: requirementsOf(name, all),
      bytes: Math.round(200_000_000 / (1 + at) ** 1.1) + 1_000,
      importNames: [name.replaceAll('-', '_')],
      commands: [],
      entryPoints: {},
    })),
  };
}

/** Every second idle one brings the next. */
function requirementsOf(name: string, all: readonly string[]): readonly Requirement[] {
  const idle = /^idle-(\d*[02468])$/.exec(name)?.[1];
  const wanted = idle === undefined ? `lib-${name}` : `idle-${Number(idle) + 1}`;
  return all.includes(wanted) ? [{ name: wanted }] : [];
}

/** Writes the ledger to a new file at `path`. */
export async function fillLedger(path: string, fixture: LedgerFixture): Promise<void> {
  const { packages, namespaces, days, lastDay, inventories = [] } = fixture;
  const last = parseDay(lastDay);
  if (last === undefined) throw new TypeError(`${lastDay} is no day`);
  const ledger = holdLedger(path);
  const recorder = new Recorder(path, ledger.db);
  const random = randomNumbers(1);
  const known = new Map<string, number>();
  for (let at = 0; at < days; at += 1) {
    const day = last - days + 1 + at;
    const batch = new DayBatch(day, known);
    for (const namespace of namespaces) {
      if (at >= days - (namespace.silentDays ?? 0)) continue;
      const processes = Math.round(namespace.processesADay * weekdayFactor(day) * (0.85 + 0.3 * random()));
      if (processes === 0) continue;
      batch.add(seriesOf(PROCESSES, namespace.name), processes);
      for (const { name, share, shareIn, activeFrom = 0, activeTo = days } of packages) {
        if (at < activeFrom || at >= activeTo) continue;
        const expected = processes * (shareIn?.[namespace.name] ?? share) * (0.9 + 0.2 * random());
        const amount = Math.min(processes, Math.floor(expected) + (random() < expected % 1 ? 1 : 0));
        if (amount > 0) batch.add(seriesOf(IMPORTED_PACKAGE, namespace.name, name), amount);
      }
    }
    recorder.record(batch.finish());
    await recorder.flush();
    if (recorder.failure !== undefined) throw recorder.failure;
  }
  await recorder.write((db) => {
    for (const inventory of inventories) recordInventory(db, inventory);
  });
  await recorder.settle();
  ledger.release();
}

class DayBatch {
  readonly #day: Day;
  readonly #known: Map<string, number>;
  readonly #newSeries: { readonly id: number; readonly series: Series }[] = [];
  readonly #amounts: (readonly [id: number, amount: number])[] = [];

  constructor(day: Day, known: Map<string, number>) {
    this.#day = day;
    this.#known = known;
  }

  add(series: Series, amount: number): void {
    let id = this.#known.get(series.key);
    if (id === undefined) {
      id = this.#known.size + 1;
      this.#known.set(series.key, id);
      this.#newSeries.push({ id, series });
    }
    this.#amounts.push([id, amount]);
  }

  finish() {
    return {
      day: this.#day,
      newSeries: this.#newSeries,
      ids: Uint32Array.from(this.#amounts, ([id]) => id),
      amounts: Float64Array.from(this.#amounts, ([, amount]) => amount),
      samples: this.#amounts.reduce((sum, [, amount]) => sum + amount, 0),
    };
  }
}

function seriesOf(metric: string, namespace: string, name?: string): Series {
  return makeSeries(metric, [
    ...(namespace === '' ? [] : [{ name: NAMESPACE_LABEL, value: namespace }]),
    ...(name === undefined ? [] : [{ name: PACKAGE_LABEL, value: name }]),
  ]);
}

/** 1970-01-01 was a Thursday. */
function weekdayFactor(day: Day): number {
  const weekday = (day + 3) % 7;
  return weekday > 4 ? 0.25 : 1;
}

/** Numbers of 0 to 1 that are the same at each run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
