/** Reads inventories, and the reports on them, for the pages about installed packages. */

import type { Distribution, Inventory } from '../../environment/inventory.ts';
import { type Removal, removalCommand, removerFor } from '../../environment/removal.ts';
import { Failure } from '../../failure.ts';
import type { Remover } from '../../languages/languages.ts';
import { unusedReport } from '../../reports/assess.ts';
import { sameName, unknownName } from '../../reports/nearest.ts';
import type { UnusedGroup, UnusedReport } from '../../reports/unused.ts';
import { type WhyReport, whyReport } from '../../reports/why.ts';
import { checkedDay, type Day, formatDay } from '../../series/day.ts';
import type { InstalledEnvironment, Query, Source } from '../../sources/source.ts';
import { termsOf } from '../terms-query.ts';
import type { PageConfiguration } from './page-context.ts';
import type { View } from './view.ts';

/** The inventories of the past. */
export interface InventoryArchive {
  /** Days on which the environment was other than before, in their order. */
  daysOf(environment: string): readonly Day[];
  /** As it was on `day`; its own day is the one on which it was recorded. */
  inventoryAt(environment: string, day: Day): Inventory | undefined;
}

/** More are not asked who requires whom: an overview must not take for ever. */
const MAX_ENVIRONMENTS_TOGETHER = 8;

/** Of all environments, each once. */
export async function readDistributions(source: Source): Promise<readonly Distribution[]> {
  const [first = [], ...others] = await Promise.all(
    (await source.environments())
      .slice(0, MAX_ENVIRONMENTS_TOGETHER)
      .map(async (name) => (await source.environment(name))?.inventory.distributions ?? []),
  );
  if (others.length === 0) return first;
  const byName = new Map<string, Distribution>();
  for (const distribution of [first, ...others].flat()) {
    if (!byName.has(distribution.name)) byName.set(distribution.name, distribution);
  }
  return [...byName.values()];
}

export interface Judging {
  readonly source: Source;
  readonly configuration: PageConfiguration;
}

export interface UnusedReading {
  readonly report: UnusedReport;
  readonly environments: readonly string[];
  readonly installed: InstalledEnvironment;
}

/** The environment that the view names, or the first; undefined where there is none at all. */
export async function readUnused(
  { source, configuration }: Judging,
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
  const report = await unusedReport(source, installed, {
    ...query,
    ...termsOf(view, configuration.judging()),
  });
  return { environments, installed, report };
}

/** Removes `groups`, which are the report's. */
export function removalOf(
  kind: Remover,
  { installed }: UnusedReading,
  groups: readonly UnusedGroup[],
): Removal {
  const going = new Set(groups.flatMap(({ members }) => members));
  return removalCommand(
    kind,
    installed.inventory.distributions.filter(({ name }) => going.has(name)),
  );
}

/** The same as text, by what removes the most of the environment. */
export function removalText(reading: UnusedReading, groups: readonly UnusedGroup[]): string {
  return removalOf(removerFor(reading.installed.inventory.distributions), reading, groups).text.trimEnd();
}

/** The reasoning on a package in each environment that has it. */
export async function readReasons(
  { source, configuration }: Judging,
  query: Query,
  name: string,
): Promise<WhyReport[]> {
  const reasons: WhyReport[] = [];
  for (const environment of await source.environments()) {
    const installed = await source.environment(environment);
    const names = installed?.inventory.distributions.map((one) => one.name) ?? [];
    if (installed === undefined || sameName(name, names).length === 0) continue;
    reasons.push(await whyReport(source, installed, name, { ...query, ...configuration.judging() }));
  }
  return reasons;
}

export interface ComparedInventories {
  readonly inventory: Inventory;
  /** Days on which the environment was recorded, newest first. */
  readonly days: readonly string[];
  /** The inventory it is compared with. */
  readonly before?: Inventory;
}

/** The inventories that the view compares: of its days, or the newest with the one before. */
export function readInventories(
  archive: InventoryArchive,
  { installed }: UnusedReading,
  view: View,
): ComparedInventories {
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
  const inventory = archive.inventoryAt(environment, checkedDay(day));
  if (inventory !== undefined) return inventory;
  throw new Failure('no-inventory', `${environment} had no inventory by ${day}: choose a later day`);
}
