/** The whole reasoning on one distribution: its verdict, the numbers, and every side of the graph. */
import { defined } from '../defined.ts';
import type { Distribution } from '../environment/inventory.ts';
import { formatDay } from '../series/day.ts';
import type { InstalledEnvironment, LastSeen, Source } from '../sources/source.ts';
import { sum, sumOfKnown } from '../sums.ts';
import { assess } from './assess.ts';
import { type Count, type DayText, shareOf } from './evidence.ts';
import { importedAs, sameName, unknownName } from './nearest.ts';
import type { EnvironmentSummary, UnusedOptions, UnusedReport } from './unused.ts';
import type { UsageInWindow } from './usage.ts';
import type { Judged } from './verdict.ts';

export interface WhyReport extends Count {
  readonly report: 'why';
  readonly evidence: UnusedReport['evidence'];
  readonly environment: EnvironmentSummary;
  readonly missing: UnusedReport['missing'];
  readonly distribution: Judged;
  readonly installer?: string;
  readonly firstSeen?: DayText;
  readonly importNames?: readonly string[];
  readonly commands?: readonly string[];
  readonly entryPoints?: Readonly<Record<string, readonly string[]>>;
  readonly baseline: boolean;
  readonly direct?: number;
  readonly lastDay?: DayText;
  readonly byNamespace: readonly (Count & { readonly namespace: string; readonly lastDay?: DayText })[];
  /** The distributions that require it, each with its verdict; `extra` where only through an extra. */
  readonly requiredBy: readonly Neighbour[];
  readonly requires: readonly Neighbour[];
  /** The distributions that would go with it, where it is unused. */
  readonly group?: UnusedReport['groups'][number];
}

/** Fails where no distribution has that name, naming the nearest that are installed. */
export async function whyReport(
  source: Source,
  installed: InstalledEnvironment,
  asked: string,
  options: UnusedOptions,
): Promise<WhyReport> {
  const { inventory, firstSeen } = installed;
  const names = inventory.distributions.map(({ name }) => name);
  const [name = importedAs(asked, inventory.distributions)] = sameName(asked, names);
  const distribution = inventory.distributions.find((one) => one.name === name);
  if (distribution === undefined) {
    throw unknownName(
      `distribution in ${inventory.environment}`,
      asked,
      names,
      'neither pip nor conda installed it by that name, nor is it imported by it',
    );
  }
  const { report, usage, source: counts } = await assess(source, installed, options);
  const judged = new Map(report.distributions.map((one) => [one.name, one]));
  const own = judged.get(distribution.name);
  if (own === undefined) throw new TypeError(`${distribution.name} was not judged`);
  const { importNames, commands, entryPoints, installer } = distribution;
  const seen = firstSeen.get(distribution.name);
  const group = [...report.groups, ...report.soFar.groups].find(({ members }) =>
    members.includes(distribution.name),
  );
  return {
    report: 'why',
    evidence: report.evidence,
    environment: report.environment,
    missing: report.missing,
    distribution: own,
    ...defined({
      installer,
      firstSeen: seen === undefined ? undefined : formatDay(seen),
      importNames,
      commands,
      entryPoints,
    }),
    baseline: inventory.baseline.includes(distribution.name),
    ...countsOf(distribution.name, usage),
    ...(own.verdict.verdict === 'used before' && { lastDay: own.verdict.lastDay }),
    byNamespace: await countsByNamespace(counts, options, distribution.name, usage),
    requiredBy: inventory.distributions.flatMap((other) =>
      requirementsOn(distribution.name, other).map((extra) => ({
        name: other.name,
        ...extra,
        ...defined({ verdict: judged.get(other.name)?.verdict }),
      })),
    ),
    requires: (distribution.requirements ?? []).map((requirement) => ({
      name: requirement.name,
      ...defined({ extra: requirement.extra }),
      ...defined({ verdict: judged.get(requirement.name)?.verdict }),
    })),
    ...defined({ group }),
  };
}

function countsOf(name: string, { packages, counted, denominators }: UsageInWindow) {
  const rows = packages.filter((row) => row.package === name);
  return {
    processes: sum(rows.map((row) => row.processes)),
    ...shareOf(sum(rows.map((row) => counted.get(row.package) ?? 0)), denominators.all),
    ...defined({ direct: sumOfKnown(rows.map((row) => row.direct)) }),
    ...lastDayOf(rows),
  };
}

function lastDayOf(rows: readonly LastSeen[]): { readonly lastDay?: DayText } {
  return rows.length === 0 ? {} : { lastDay: formatDay(Math.max(...rows.map((row) => row.lastDay))) };
}

/** One for each namespace that reported, also where none of its processes imported it. */
async function countsByNamespace(
  source: Source,
  { window }: UnusedOptions,
  name: string,
  { activity, denominators }: UsageInWindow,
): Promise<WhyReport['byNamespace']> {
  const rows = await source.usage({ window, split: true, packages: [name] });
  const reported = [...new Set(activity.days.map(({ namespace }) => namespace))].sort();
  return reported.map((namespace) => {
    const own = rows.filter((row) => row.namespace === namespace);
    const processes = sum(own.map((row) => row.processes));
    return {
      namespace,
      processes,
      ...shareOf(processes, denominators.byNamespace.get(namespace)),
      ...lastDayOf(own),
    };
  });
}

/** How `other` requires `name`: plainly, or through an extra; once each. */
function requirementsOn(name: string, other: Distribution): { readonly extra?: string }[] {
  const extras = new Set(
    (other.requirements ?? []).filter((one) => one.name === name).map(({ extra }) => extra),
  );
  return [...extras].map((extra) => defined({ extra }));
}

export interface Neighbour {
  readonly name: string;
  readonly extra?: string;
  /** Absent where it is not installed. */
  readonly verdict?: Judged['verdict'];
}
