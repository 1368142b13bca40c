import { defined } from '../defined.ts';
import type { Graph } from '../environment/graph.ts';
import type { Inventory } from '../environment/inventory.ts';
import { formatDay, windowBefore } from '../series/day.ts';
import type { InstalledEnvironment, Query, Source } from '../sources/source.ts';
import { sumOfKnown } from '../sums.ts';
import { activityIn } from './activity.ts';
import { notExpected } from './evidence.ts';
import type { Use } from './facts.ts';
import { DEFAULT_ACCEPT, gradeAll } from './grade.ts';
import { groupGraded } from './grouped.ts';
import { judge } from './judge.ts';
import { countVerdicts, judgedRow } from './judged-rows.ts';
import { staleEntries } from './keep-list.ts';
import { readKnown } from './known.ts';
import { findMissing } from './missing.ts';
import { notesOn } from './notes.ts';
import { pastCases } from './past-cases.ts';
import { recordOf } from './record.ts';
import type { EnvironmentSummary, UnusedOptions, UnusedReport } from './unused.ts';
import { countIn, readUsage, readUsageIn, type UsageInWindow } from './usage.ts';
import type { Verdict } from './verdict.ts';

/** The report and what it was made of, for the reasoning on a single distribution. */
export interface Assessment {
  readonly report: UnusedReport;
  readonly graph: Graph;
  readonly usage: UsageInWindow;
  /** As the environment sees it. */
  readonly source: Source;
}

/** Judges all that `installed` has. */
export async function unusedReport(
  source: Source,
  installed: InstalledEnvironment,
  options: UnusedOptions,
): Promise<UnusedReport> {
  return (await assess(source, installed, options)).report;
}

export async function assess(
  source: Source,
  installed: InstalledEnvironment,
  asked: UnusedOptions,
): Promise<Assessment> {
  const { inventory } = installed;
  const { window, namespaces } = asked;
  const past = await readKnown(source, installed, asked);
  const { own, options, clocks, graph, held, failures } = past;
  // As long again before the window: what silence is usual is learnt there, and who fell silent in it is missed.
  const known = activityIn(past.activity, { ...window, from: windowBefore(window).from });
  const usage = await readUsageIn(own.source, { window }, activityIn(known, window));
  const earlier = await own.source.earlier({ before: window.from, except: new Set(usage.counts.keys()) });
  const clockOf = (name: string) => clocks.clockOf(name, window.to);
  const evidence = { ...usage.evidence, ...notExpected(known, window, options) };
  const missing = findMissing(inventory, known, usage.activity, own.processes, options);
  const uses =
    namespaces === undefined ? usesOf(usage) : await usesIn(own.source, { window, namespaces }, usage);
  const { verdicts, leaving } = judge(
    {
      inventory,
      graph,
      held,
      uses,
      earlier: new Map(earlier.map((row) => [row.package, row.lastDay])),
      failures,
      clockOf,
    },
    options,
  );
  const distributions = new Map(inventory.distributions.map((one) => [one.name, one]));
  const { cases, ...times } = pastCases(past, options);
  const record = recordOf(cases);
  const { accept = DEFAULT_ACCEPT, academicTerms, kernelsOnly = false } = options;
  const everyProcessReports = kernelsOnly || inventory.activation !== 'ipython';
  const graded = gradeAll(missing.length === 0 ? leaving : new Set(), {
    today: window.to,
    academicTerms,
    everyProcessReports,
    graph,
    clocks,
    record,
    accept,
  });
  const grouped = groupGraded(graded, graph, (name) => distributions.get(name)?.bytes);
  const groupOf = new Map(
    [...grouped.groups, ...grouped.soFar.groups].flatMap(({ root, members }) =>
      members.map((name) => [name, root]),
    ),
  );
  const judged = inventory.distributions
    .map((distribution) => {
      const { name } = distribution;
      const one = graded.get(name);
      const verdict: Verdict =
        verdicts.get(name) ??
        (one === undefined
          ? { verdict: 'undecided', since: formatDay(clockOf(name).since) }
          : { ...one, group: groupOf.get(name) ?? name });
      return judgedRow(distribution, verdict, options.written);
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    graph,
    usage,
    source: own.source,
    report: {
      report: 'unused',
      evidence,
      environment: summarize(inventory),
      missing,
      ...boundOf([...graded.keys()].map((name) => clockOf(name).reportedDays)),
      ...grouped,
      record: { ...times, rows: record },
      distributions: judged,
      counts: countVerdicts(judged),
      staleKeeps: staleEntries(options.keep, distributions.keys()).map(({ pattern, line, file }) => ({
        pattern,
        line,
        ...defined({ file }),
      })),
      notes: [
        ...(options.expired ?? []),
        ...notesOn(
          installed,
          { evidence, asked: namespaces, unnamed: past.unnamed, modules: [...own.modules], kernelsOnly },
          judged,
        ),
      ],
    },
  };
}

function usesOf(usage: UsageInWindow): ReadonlyMap<string, Use> {
  return new Map(
    usage.packages.map(({ package: name, lastDay }) => [name, { ...countIn(usage, name), lastDay }]),
  );
}

/** Use in the namespaces that were asked for; of what only others import, which ones do. */
async function usesIn(source: Source, asked: Query, all: UsageInWindow): Promise<ReadonlyMap<string, Use>> {
  const here = usesOf(await readUsage(source, asked));
  const rows = await source.usage({ window: asked.window, split: true });
  const namespaces = Map.groupBy(rows, (row) => row.package);
  return new Map(
    [...usesOf(all)].map(([name, use]) => {
      const elsewhere = (namespaces.get(name) ?? []).map(({ namespace = '' }) => namespace);
      return [name, here.get(name) ?? { ...use, elsewhere }];
    }),
  );
}

/**
 * The rule of three: what was not seen on any of n days, which are taken as independent, is seen on fewer than 3/n
 * of such days, at 95%. Of what was observed for the shortest time, so that it holds for all.
 */
function boundOf(days: readonly number[]): Pick<UnusedReport, 'bound'> {
  const least = days.reduce((most, count) => Math.min(most, count), Number.POSITIVE_INFINITY);
  const oneIn = Math.floor(least / 3);
  return Number.isFinite(least) && oneIn > 1 ? { bound: { days: least, oneIn } } : {};
}

export function summarize({ environment, day, python, distributions }: Inventory): EnvironmentSummary {
  return {
    name: environment,
    day,
    ...defined({ python: python?.version }),
    distributions: distributions.length,
    ...defined({ bytes: sumOfKnown(distributions.map(({ bytes }) => bytes)) }),
  };
}
