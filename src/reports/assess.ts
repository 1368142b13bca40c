/** Counts and an inventory → the verdicts on all that is installed, with what they were made of. */
import { buildGraph, type Graph } from '../environment/graph.ts';
import type { Distribution, Inventory } from '../environment/inventory.ts';
import { normalizeName } from '../environment/name.ts';
import { type Day, formatDay } from '../series/day.ts';
import type { InstalledEnvironment, Query, Source } from '../sources/source.ts';
import { activityIn, readActivity } from './activity.ts';
import { makeClock } from './clock.ts';
import { shareOf } from './evidence.ts';
import { groupUnused } from './groups.ts';
import { judge, type Use } from './judge.ts';
import { staleEntries } from './keep-list.ts';
import { findMissing, firstObserved } from './missing.ts';
import { notesOn } from './notes.ts';
import { windowBefore } from './top.ts';
import type { EnvironmentSummary, UnusedOptions, UnusedReport } from './unused.ts';
import { readUsageIn, type UsageInWindow } from './usage.ts';
import { type Judged, type Verdict, type VerdictName, verdictNames } from './verdict.ts';

/** The report and what it was made of, for the reasoning on a single distribution. */
export interface Assessment {
  readonly report: UnusedReport;
  readonly graph: Graph;
  readonly usage: UsageInWindow;
}

export async function assess(
  source: Source,
  installed: InstalledEnvironment,
  options: UnusedOptions,
): Promise<Assessment> {
  const { inventory } = installed;
  const { window, namespaces } = options;
  const query: Query = { window, ...(namespaces === undefined ? {} : { namespaces }) };
  // As long again before the window: what silence is usual is learnt there, and who fell silent in it is missed.
  const known = await readActivity(source, {
    ...query,
    window: { ...window, from: windowBefore(window).from },
  });
  const usage = await readUsageIn(source, query, activityIn(known, window));
  const earlier = await source.earlier({
    before: window.from,
    except: new Set(usage.counts.keys()),
    ...(namespaces === undefined ? {} : { namespaces }),
  });
  const observedFrom = firstObserved(known, window);
  const clockOf = makeClock(installed, usage.activity, observedFrom, options);
  const missing = findMissing(inventory, known, usage.activity, options);
  const graph = buildGraph(inventory);
  const { verdicts, leaving } = judge(
    { inventory, graph, uses: usesOf(usage), earlier: lastDaysOf(earlier), clockOf },
    options,
  );
  const distributions = new Map(inventory.distributions.map((one) => [one.name, one]));
  const unused = missing.length === 0 ? leaving : new Set<string>();
  const groups = groupUnused(unused, graph, (name) => distributions.get(name)?.bytes);
  const groupOf = new Map(groups.flatMap(({ root, members }) => members.map((name) => [name, root])));
  const judged = inventory.distributions
    .map((distribution) => {
      const { name } = distribution;
      const since = formatDay(clockOf(name).since);
      const group = groupOf.get(name);
      const verdict: Verdict =
        verdicts.get(name) ??
        (group === undefined ? { verdict: 'undecided', since } : { verdict: 'unused', group, since });
      return judgedOf(distribution, verdict);
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    graph,
    usage,
    report: {
      report: 'unused',
      evidence: usage.evidence,
      environment: summarize(inventory),
      missing,
      ...boundOf([...unused].map((name) => clockOf(name).processes)),
      groups,
      freed: { distributions: unused.size, ...bytesOf([...unused].map((name) => distributions.get(name))) },
      distributions: judged,
      counts: countVerdicts(judged),
      staleKeeps: staleEntries(options.keep, distributions.keys()).map(({ pattern, line }) => ({
        pattern,
        line,
      })),
      notes: notesOn(installed, usage.evidence, judged),
    },
  };
}

/** Use by normalised name: older reporters send names as their authors write them. */
function usesOf({ packages, counted, denominators }: UsageInWindow): ReadonlyMap<string, Use> {
  const byName = Map.groupBy(packages, (row) => normalizeName(row.package));
  return new Map(
    [...byName].map(([name, rows]) => [
      name,
      {
        processes: sum(rows.map(({ processes }) => processes)),
        ...shareOf(sum(rows.map((row) => counted.get(row.package) ?? 0)), denominators.all),
        lastDay: Math.max(...rows.map(({ lastDay }) => lastDay)),
      },
    ]),
  );
}

function lastDaysOf(earlier: Awaited<ReturnType<Source['earlier']>>): ReadonlyMap<string, Day> {
  const lastDays = new Map<string, Day>();
  for (const { package: label, lastDay } of earlier) {
    const name = normalizeName(label);
    lastDays.set(name, Math.max(lastDay, lastDays.get(name) ?? lastDay));
  }
  return lastDays;
}

/** The rule of three: what none of n independent processes did, fewer than 3/n do, at 95%. */
function boundOf(processes: readonly number[]): Pick<UnusedReport, 'bound'> {
  const least = processes.reduce((most, count) => Math.min(most, count), Number.POSITIVE_INFINITY);
  const oneIn = Math.floor(least / 3);
  return Number.isFinite(least) && oneIn > 1 ? { bound: { processes: least, oneIn } } : {};
}

function judgedOf({ name, version, bytes, requested }: Distribution, verdict: Verdict): Judged {
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(requested === undefined ? {} : { requested }),
    verdict,
  };
}

export function summarize({ environment, day, python, distributions }: Inventory): EnvironmentSummary {
  return {
    name: environment,
    day,
    ...(python === undefined ? {} : { python: python.version }),
    distributions: distributions.length,
    ...bytesOf(distributions),
  };
}

function bytesOf(distributions: readonly (Distribution | undefined)[]): { readonly bytes?: number } {
  const known = distributions.flatMap((one) => (one?.bytes === undefined ? [] : [one.bytes]));
  return known.length === 0 ? {} : { bytes: sum(known) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function countVerdicts(judged: readonly Judged[]): UnusedReport['counts'] {
  const counts = Object.fromEntries(verdictNames.map((name) => [name, 0])) as Record<VerdictName, number>;
  for (const { verdict } of judged) counts[verdict.verdict] += 1;
  return counts;
}
