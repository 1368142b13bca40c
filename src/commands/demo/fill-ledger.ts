/**
 * A made-up history in a new ledger, as a collector would have kept it: packages by their shares, namespaces by their
 * sizes, fewer processes at weekends. The same history makes the same ledger.
 */
import type { Inventory } from '../../environment/inventory.ts';
import { Committer } from '../../ledger/commit.ts';
import { recordInventory } from '../../ledger/inventories.ts';
import { holdLedger } from '../../ledger/open.ts';
import { Recorder } from '../../ledger/recorder.ts';
import type { Totals } from '../../ledger/totals.ts';
import { checkedDay, type Day } from '../../series/day.ts';
import { IMPORTED_PACKAGE, NAMESPACE_LABEL, PACKAGE_LABEL, PROCESSES } from '../../series/metrics.ts';
import { makeSeries } from '../../series/series.ts';
import { randomNumbers } from './random-numbers.ts';

export interface MadeUpPackage {
  readonly name: string;
  /** The counter; that of imports where absent. */
  readonly metric?: string;
  /** 0 to 1 of the processes that import it. */
  readonly share: number;
  /** The same where a namespace differs. */
  readonly shareIn?: Readonly<Record<string, number>>;
  /** The days on which it is imported, counted from the ledger's first; all where absent. */
  readonly activeFrom?: number;
  readonly activeTo?: number;
}

export interface MadeUpNamespace {
  /** '' for processes without one. */
  readonly name: string;
  readonly processesADay: number;
  /** Days at the end on which it does not report any more. */
  readonly silentDays?: number;
}

export interface MadeUpHistory {
  readonly packages: readonly MadeUpPackage[];
  readonly namespaces: readonly MadeUpNamespace[];
  readonly days: number;
  /** YYYY-MM-DD. */
  readonly lastDay: string;
  /** How much of a usual day a day is, besides weekends; 1 where absent. */
  readonly course?: (day: Day) => number;
  /** In the order of their days. */
  readonly inventories?: readonly Inventory[];
}

/** Writes the ledger to a new file at `path`, in one transaction. */
export async function fillLedger(path: string, history: MadeUpHistory): Promise<void> {
  const ledger = holdLedger(path);
  try {
    const recorder = new Recorder(path, ledger.db);
    const counts = new CountWriter(new Committer(ledger.db, recorder.totals), recorder.totals);
    await recorder.write((db) => {
      writeCounts(history, counts);
      for (const inventory of history.inventories ?? []) recordInventory(db, inventory);
    });
  } finally {
    ledger.release();
  }
}

function writeCounts(
  { packages, namespaces, days, lastDay, course }: MadeUpHistory,
  counts: CountWriter,
): void {
  const last = checkedDay(lastDay);
  const random = randomNumbers(1);
  for (let at = 0; at < days; at += 1) {
    const day = last - days + 1 + at;
    const factor = weekdayFactor(day) * (course?.(day) ?? 1);
    for (const { name: namespace, processesADay, silentDays = 0 } of namespaces) {
      if (at >= days - silentDays) continue;
      const processes = Math.round(processesADay * factor * (0.85 + 0.3 * random()));
      if (processes === 0) continue;
      counts.add(PROCESSES, namespace, undefined, day, processes);
      for (const {
        name,
        metric = IMPORTED_PACKAGE,
        share,
        shareIn,
        activeFrom = 0,
        activeTo = days,
      } of packages) {
        if (at < activeFrom || at >= activeTo) continue;
        const expected = processes * (shareIn?.[namespace] ?? share) * (0.9 + 0.2 * random());
        const amount = Math.min(processes, Math.floor(expected) + (random() < expected % 1 ? 1 : 0));
        if (amount > 0) counts.add(metric, namespace, name, day, amount);
      }
    }
  }
}

class CountWriter {
  readonly #committer: Committer;
  readonly #totals: Totals;
  readonly #ids = new Map<string, number>();

  constructor(committer: Committer, totals: Totals) {
    this.#committer = committer;
    this.#totals = totals;
  }

  add(metric: string, namespace: string, name: string | undefined, day: Day, amount: number): void {
    const words = `${metric} ${namespace} ${name}`;
    const known = this.#ids.get(words);
    const id = known ?? this.#ids.size + 1;
    const change = { id, day, amount };
    if (known === undefined) {
      this.#ids.set(words, id);
      this.#committer.addFirst(change, seriesKey(metric, namespace, name));
      this.#totals.add(id);
    } else {
      this.#committer.add(change);
    }
    this.#totals.apply(change);
  }
}

function seriesKey(metric: string, namespace: string, name: string | undefined): string {
  return makeSeries(metric, [
    ...(namespace === '' ? [] : [{ name: NAMESPACE_LABEL, value: namespace }]),
    ...(name === undefined ? [] : [{ name: PACKAGE_LABEL, value: name }]),
  ]).key;
}

/** 1970-01-01 was a Thursday. */
function weekdayFactor(day: Day): number {
  const weekday = (day + 3) % 7;
  return weekday > 4 ? 0.25 : 1;
}
