/**
 * An installation, day by day into a ledger as a collector would write it, less what gets lost on the way: kernels
 * that are killed, reports that are incomplete, weeks in which a hub does not report.
 */
import type { Distribution, Inventory } from '../../src/environment/inventory.ts';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { type HeldLedger, holdLedger } from '../../src/ledger/open.ts';
import { Recorder } from '../../src/ledger/recorder.ts';
import { type Day, formatDay, type Window } from '../../src/series/day.ts';
import {
  ENVIRONMENT_LABEL,
  ENVIRONMENT_PROCESSES,
  IMPORTED_PACKAGE,
  INCOMPLETE_PROCESSES,
  NAMESPACE_LABEL,
  PACKAGE_LABEL,
  PROCESSES,
} from '../../src/series/metrics.ts';
import { makeSeries } from '../../src/series/series.ts';
import { type Dice, makeDice } from './dice.ts';
import { type Image, type Installation, MODEL_DAYS } from './installation.ts';
import { type Meeting, meetingsOf } from './meetings.ts';

/** Processes that end before they report. */
const KILLED = 0.03;
/** Processes whose report does not name all. */
const INCOMPLETE = 0.02;

export class Recording {
  readonly path: string;
  readonly installation: Installation;
  /** Every day on which a package was imported, whether or not it was recorded: by environment and name. */
  readonly truth = new Map<string, ReadonlyMap<string, readonly Day[]>>();
  /** Days on which somebody worked, by environment. */
  readonly workDays = new Map<string, readonly Day[]>();
  readonly #ledger: HeldLedger;
  readonly #recorder: Recorder;
  readonly #dice: Dice;
  readonly #known = new Map<string, number>();
  readonly #meetings = new Map<Image, ReadonlyMap<Day, readonly Meeting[]>>();
  readonly #silences: readonly (Window & { readonly hub: string })[];
  #day: Day;

  /** @param path a file that must not exist. */
  constructor(path: string, installation: Installation) {
    this.path = path;
    this.installation = installation;
    this.#dice = makeDice(installation.seed + 7_000);
    this.#day = installation.firstDay;
    for (const image of installation.images) {
      const meetings = meetingsOf(installation, image);
      this.#meetings.set(image, meetings);
      this.truth.set(image.environment, importDaysOf(meetings));
      this.workDays.set(image.environment, [...meetings.keys()]);
    }
    this.#silences = this.#silentWeeks();
    this.#ledger = holdLedger(path);
    this.#recorder = new Recorder(path, this.#ledger.db);
    this.#ledger.db.exec('PRAGMA synchronous = OFF');
  }

  get db() {
    return this.#ledger.db;
  }

  /** Days up to now on which nobody was expected, as an admin would say. */
  get holidays(): readonly Window[] {
    const { closed } = this.installation.calendar;
    return closed.filter(({ from }) => from < this.#day);
  }

  /** Goes on to the end of `day`. */
  async recordUntil(day: Day): Promise<void> {
    for (; this.#day <= day; this.#day++) {
      const counts = new Map<string, number>();
      for (const image of this.installation.images) this.#count(image, counts);
      this.#recorder.record(this.#batchOf(counts));
      await this.#recorder.flush();
      if (this.#recorder.failure !== undefined) throw this.#recorder.failure;
      await this.#recordInventories();
    }
  }

  [Symbol.dispose](): void {
    this.#ledger.release();
  }

  #count(image: Image, counts: Map<string, number>): void {
    const add = (metric: string, labels: Readonly<Record<string, string>>, amount: number) => {
      if (amount === 0) return;
      const named = Object.entries(labels).map(([name, value]) => ({ name, value }));
      const { key } = makeSeries(metric, named);
      counts.set(key, (counts.get(key) ?? 0) + amount);
    };
    const meetings = this.#meetings.get(image)?.get(this.#day) ?? [];
    for (const { hub, processes, packages } of meetings) {
      if (this.#silences.some((each) => each.hub === hub && each.from <= this.#day && this.#day <= each.to)) {
        continue;
      }
      const reported = this.#dice.some(processes, 1 - KILLED);
      const namespace = { [NAMESPACE_LABEL]: hub };
      // What nearly everybody imports is imported by processes that are counted already.
      if (!packages.some((name) => name.startsWith('core-'))) {
        add(PROCESSES, namespace, reported);
        add(ENVIRONMENT_PROCESSES, { ...namespace, [ENVIRONMENT_LABEL]: image.environment }, reported);
        add(INCOMPLETE_PROCESSES, namespace, this.#dice.some(reported, INCOMPLETE));
      }
      for (const name of packages) {
        const named = { ...namespace, [PACKAGE_LABEL]: name };
        add(IMPORTED_PACKAGE, named, this.#dice.some(reported, 1 - INCOMPLETE));
      }
    }
  }

  #batchOf(counts: ReadonlyMap<string, number>) {
    const newSeries: { readonly id: number; readonly key: string }[] = [];
    const ids = Uint32Array.from(counts.keys(), (key) => {
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      const id = this.#known.size + 1;
      this.#known.set(key, id);
      newSeries.push({ id, key });
      return id;
    });
    return {
      day: this.#day,
      newSeries,
      ids,
      amounts: Float64Array.from(counts.values()),
      samples: ids.length,
    };
  }

  async #recordInventories(): Promise<void> {
    const rebuilt = this.installation.images.filter(({ rebuilds }) => rebuilds.includes(this.#day));
    if (rebuilt.length === 0) return;
    await this.#recorder.write((db) => {
      for (const image of rebuilt) recordInventory(db, inventoryOf(image, this.#day));
    });
  }

  /** Two to four times in three years a hub does not report for five days to three weeks. */
  #silentWeeks() {
    return this.installation.images.flatMap(({ hubs }) =>
      hubs.flatMap(({ name }) =>
        Array.from({ length: this.#dice.whole(0, 2) }, () => {
          const from = this.installation.firstDay + this.#dice.whole(10, MODEL_DAYS);
          return { hub: name, from, to: from + this.#dice.whole(5, 21) };
        }),
      ),
    );
  }
}

function importDaysOf(meetings: ReadonlyMap<Day, readonly Meeting[]>): ReadonlyMap<string, readonly Day[]> {
  const days = new Map<string, Set<Day>>();
  for (const [day, ofDay] of meetings) {
    for (const name of ofDay.flatMap(({ packages }) => packages)) {
      days.set(name, (days.get(name) ?? new Set()).add(day));
    }
  }
  return new Map([...days].map(([name, set]) => [name, [...set].sort((a, b) => a - b)]));
}

function inventoryOf(image: Image, day: Day): Inventory {
  return {
    format: 'popcon-inventory/2',
    environment: image.environment,
    day: formatDay(day),
    source: 'python',
    python: { version: '3.12.7', implementation: 'CPython' },
    activation: 'all-processes',
    baseline: [],
    unknown: [],
    distributions: image.packages
      .filter(({ installed }) => installed <= day)
      .map(
        ({ name, bytes, requires, requiresAtTimes }): Distribution => ({
          name,
          version: `1.${image.rebuilds.indexOf(day)}`,
          installer: 'pip',
          requested: !name.includes('-lib-'),
          requirements: [...requires, ...requiresAtTimes].map((required) => ({ name: required })),
          bytes,
          importNames: [name.replaceAll('-', '_')],
          commands: [],
          entryPoints: {},
        }),
      ),
  };
}
