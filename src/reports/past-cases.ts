/**
 * The same rule asked at each past month of what is recorded, and what then came of what it would have called
 * unused. It is asked about what is installed now, with today's terms.
 */
import type { Inventory } from '../environment/inventory.ts';
import { type Day, windowBefore } from '../series/day.ts';
import { type Activity, activityIn } from './activity.ts';
import type { Clocks } from './clock.ts';
import type { Facts } from './facts.ts';
import { Judging } from './judge.ts';
import { findMissing } from './missing.ts';
import type { PastCase } from './record.ts';
import type { UnusedOptions } from './unused.ts';

/** Days between two times at which it is asked. */
const STEP_DAYS = 30;

export interface Past {
  readonly inventory: Inventory;
  readonly graph: Facts['graph'];
  readonly held: Facts['held'];
  readonly clocks: Clocks;
  readonly processes: Parameters<typeof findMissing>[3];
  /** Of all the time that is known. */
  readonly activity: Activity;
  /** The first day with a report. */
  readonly observedFrom: Day;
  /** The first day on which each was imported, or its import failed: somebody wanted it. */
  readonly firstDays: ReadonlyMap<string, Day>;
}

export interface PastCases {
  readonly cases: readonly PastCase[];
  /** How often it was asked, and how often the evidence of then carried an answer. */
  readonly asked: number;
  readonly answered: number;
}

export function pastCases(past: Past, options: Omit<UnusedOptions, 'namespaces'>): PastCases {
  const { window, below: _, ...terms } = options;
  const imports = [...past.firstDays].sort(([, a], [, b]) => a - b);
  const arrivals = past.inventory.distributions
    .map((one) => ({ one, since: past.clocks.clockOf(one.name, window.to).since }))
    .sort((a, b) => a.since - b.since);
  const judging = new Judging({ ...past, earlier: new Map() }, terms);
  const cases: PastCase[] = [];
  let asked = 0;
  let answered = 0;
  for (const day of pastDays(past.observedFrom, window.to)) {
    const imported = takeWhile(imports, ([, firstDay]) => firstDay <= day);
    const uses = new Map(imported.map(([name, lastDay]) => [name, { processes: 1, lastDay }]));
    judging.addWanted(uses, new Map());
    judging.addInstalled(takeWhile(arrivals, ({ since }) => since <= day).map(({ one }) => one));
    asked += 1;
    const then = { from: day - (window.to - window.from), to: day };
    const known = activityIn(past.activity, { from: windowBefore(then).from, to: day });
    const missing = findMissing(past.inventory, known, activityIn(known, then), past.processes, {
      ...options,
      window: then,
      // It is now that they must report.
      expected: [],
    });
    if (missing.length > 0) continue;
    answered += 1;
    const clockOf = (name: string) => past.clocks.clockOf(name, day);
    for (const name of judging.judge(clockOf).leaving) {
      const { since, fromFirstInventory } = clockOf(name);
      const firstDay = past.firstDays.get(name);
      cases.push({
        name,
        origin: fromFirstInventory ? 'first inventory' : 'added since',
        age: day - since + 1,
        ...(firstDay === undefined ? {} : { cameBackAfter: firstDay - day }),
        knownDays: window.to - day,
      });
    }
  }
  return { cases, asked, answered };
}

/** Takes from the front of a list what fulfils a condition, up to the first that does not. */
function takeWhile<T>(list: T[], isOne: (one: T) => boolean): T[] {
  const end = list.findIndex((one) => !isOne(one));
  return list.splice(0, end === -1 ? list.length : end);
}

/** Whole months back from `today`, oldest first. */
function pastDays(observedFrom: Day, today: Day): readonly Day[] {
  const months = Math.floor((today - observedFrom) / STEP_DAYS);
  return Array.from({ length: Math.max(0, months) }, (_, at) => today - (months - at) * STEP_DAYS);
}
