/** What the pages about installed packages begin with: the inventories, and what the reports say of them. */

import type { Distribution, Inventory } from '../../environment/inventory.ts';
import { type Removal, removalCommand } from '../../environment/removal.ts';
import { Failure } from '../../failure.ts';
import type { KeepEntry } from '../../reports/keep-list.ts';
import { sameName, unknownName } from '../../reports/nearest.ts';
import { type UnusedOptions, type UnusedReport, unusedReport } from '../../reports/unused.ts';
import { type WhyReport, whyReport } from '../../reports/why.ts';
import { type Day, formatDay, parseDay } from '../../series/day.ts';
import type { InstalledEnvironment, Query, Source } from '../../sources/source.ts';
import type { EnvironmentModel } from '../pages/environment.ts';
import type { View } from '../pages/view.ts';

/** The same terms as `popcon unused` has by default, but for the keep-list. */
const TERMS: Omit<UnusedOptions, keyof Query | 'keep'> = {
  minDays: 30,
  minProcesses: 100,
  includeCommands: false,
  quiet: [],
  retired: [],
};

/** The inventories of the past. */
export interface InventoryArchive {
  /** Days on which the environment was other than before, in their order. */
  daysOf(environment: string): readonly Day[];
  /** What was installed on `day`, under the day on which it was recorded. */
  inventoryAt(environment: string, day: Day): Inventory | undefined;
}

/** More are not asked who requires whom: an overview must not take for ever. */
const MAX_ENVIRONMENTS_TOGETHER = 8;

/** What is installed anywhere, each distribution once. */
export async function readDistributions(source: Source): Promise<readonly Distribution[]> {
  const byName = new Map<string, Distribution>();
  for (const name of (await source.environments()).slice(0, MAX_ENVIRONMENTS_TOGETHER)) {
    const installed = await source.environment(name);
    for (const distribution of installed?.inventory.distributions ?? []) {
      if (!byName.has(distribution.name)) byName.set(distribution.name, distribution);
    }
  }
  return [...byName.values()];
}

/** What verdicts are made from beside the view. */
export interface Judging {
  readonly source: Source;
  /** What shall stay whatever the counts say. */
  readonly keep: () => readonly KeepEntry[];
}

export interface UnusedReading {
  readonly report: UnusedReport;
  readonly environments: readonly string[];
  readonly installed: InstalledEnvironment;
}

/** The environment that the view names, or the first; undefined where there is none at all. */
export async function readUnused(
  { source, keep }: Judging,
  query: Query,
  view: View,
): Promise<UnusedReading | undefined> {
  const environments = await source.environments();
  const name = view.environment ?? environments[0];
  if (name === undefined) return undefined;
  const installed = await source.environment(name);
  if (installed === undefined) {
    throw unknownName('environment', name, environments, `there are ${environments.join(', ')}`);
  }
  const report = await unusedReport(source, installed, { ...query, ...TERMS, keep: keep() });
  return { environments, installed, report };
}

/** What removes all groups. */
export function removalOf(kind: 'pip' | 'conda', { report, installed }: UnusedReading): Removal {
  const going = new Set(report.groups.flatMap(({ members }) => members));
  return removalCommand(
    kind,
    installed.inventory.distributions.filter(({ name }) => going.has(name)),
  );
}

/** The same as text, by conda where the environment has anything of conda's. */
export function removalText(reading: UnusedReading): string {
  const byConda = reading.installed.inventory.distributions.some(({ installer }) => installer === 'conda');
  return removalOf(byConda ? 'conda' : 'pip', reading).text;
}

/** The reasoning on a package in each environment that has it. */
export async function readReasons(
  { source, keep }: Judging,
  query: Query,
  name: string,
): Promise<WhyReport[]> {
  const reasons: WhyReport[] = [];
  for (const environment of await source.environments()) {
    const installed = await source.environment(environment);
    const names = installed?.inventory.distributions.map((one) => one.name) ?? [];
    if (installed === undefined || sameName(name, names).length === 0) continue;
    reasons.push(await whyReport(source, installed, name, { ...query, ...TERMS, keep: keep() }));
  }
  return reasons;
}

/** The inventories that the view compares: of its days, or the newest with the one before. */
export function readInventories(
  archive: InventoryArchive,
  { installed }: UnusedReading,
  view: View,
): Pick<EnvironmentModel, 'inventory' | 'days' | 'before'> {
  const { environment } = installed.inventory;
  const days = archive.daysOf(environment);
  const inventory =
    view.day === undefined ? installed.inventory : inventoryOf(archive, environment, view.day);
  const dayBefore = view.before ?? previousDay(days, inventory);
  return {
    inventory,
    days: days.map(formatDay).reverse(),
    ...(dayBefore === undefined ? {} : { before: inventoryOf(archive, environment, dayBefore) }),
  };
}

function previousDay(days: readonly Day[], inventory: Inventory): string | undefined {
  const at = days.findLastIndex((day) => formatDay(day) <= inventory.day);
  const day = days[at - 1];
  return day === undefined ? undefined : formatDay(day);
}

function inventoryOf(archive: InventoryArchive, environment: string, day: string): Inventory {
  const inventory = archive.inventoryAt(environment, parseDay(day) ?? 0);
  if (inventory !== undefined) return inventory;
  throw new Failure('no-inventory', `${environment} had no inventory by ${day}: choose a later day`);
}
