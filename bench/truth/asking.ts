/** What the real report says of a recording on one of its days, against what then came. */
import { buildGraph } from '../../src/environment/graph.ts';
import { unusedReport } from '../../src/reports/assess.ts';
import type { PastCase, Risk } from '../../src/reports/record.ts';
import type { UnusedReport } from '../../src/reports/unused.ts';
import { checkedDay, type Day } from '../../src/series/day.ts';
import { ledgerSource } from '../../src/sources/ledger.ts';
import type { InstalledEnvironment } from '../../src/sources/source.ts';
import { MODEL_DAYS } from './installation.ts';
import type { Recording } from './recording.ts';

/** One that the answer calls unused, or unused so far, with what the answer said of it and what came. */
export interface Fate extends PastCase {
  readonly grade: 'unused' | 'unused so far';
  readonly stated: Risk;
  /** Whether it was imported on fewer days than the answer's bound says; undefined where that is not known yet. */
  readonly withinBound?: boolean;
}

/** One answer, on one environment. */
export interface Asked {
  readonly report: UnusedReport;
  readonly fates: readonly Fate[];
  /** What could really go: nobody ever imports it, nor anything that needs it. */
  readonly neverUsed: readonly string[];
}

/** Asks with the defaults, holidays told, at the end of `day`: the last that is recorded. */
export async function askAsOf(recording: Recording, environment: string, day: Day): Promise<Asked> {
  const source = ledgerSource(recording.db, 'ledger');
  const installed = await source.environment(environment);
  if (installed === undefined) throw new Error(`no inventory of ${environment}`);
  const report = await unusedReport(source, installed, {
    window: { from: day - 89, to: day },
    minDays: 30,
    minProcesses: 100,
    includeCommands: false,
    keep: [],
    quiet: recording.holidays,
    retired: [],
    expected: [],
  });
  return {
    report,
    fates: fatesOf(recording, installed, report, day),
    neverUsed: neverUsed(recording, installed),
  };
}

function fatesOf(
  recording: Recording,
  { inventory, firstSeen }: InstalledEnvironment,
  { distributions, bound }: UnusedReport,
  day: Day,
): readonly Fate[] {
  const { installation, truth, workDays } = recording;
  const importDays = truth.get(inventory.environment);
  const knownDays = installation.firstDay + MODEL_DAYS - 1 - day;
  const firstInventory = Math.min(...firstSeen.values());
  return distributions.flatMap(({ name, verdict }): Fate[] => {
    if (verdict.verdict !== 'unused' && verdict.verdict !== 'unused so far') return [];
    const days = importDays?.get(name) ?? [];
    const next = days.find((each) => each > day);
    const since = checkedDay(verdict.since);
    // Days like those that were seen: the same days a year later.
    const isAlike = (each: Day) => each > Math.max(day, since + 364) && each <= day + 365;
    const alike = (workDays.get(inventory.environment) ?? []).filter(isAlike).length;
    return [
      {
        name,
        origin: firstSeen.get(name) === firstInventory ? 'first inventory' : 'added since',
        age: day - since + 1,
        ...(next === undefined ? {} : { cameBackAfter: next - day }),
        knownDays,
        grade: verdict.verdict,
        stated: verdict.risk,
        ...(bound === undefined || knownDays < 365
          ? {}
          : { withinBound: days.filter(isAlike).length / alike < 1 / bound.oneIn }),
      },
    ];
  });
}

function neverUsed({ truth }: Recording, { inventory }: InstalledEnvironment): readonly string[] {
  const used = truth.get(inventory.environment) ?? new Map();
  const names = inventory.distributions.map(({ name }) => name);
  const stays = buildGraph(inventory).closure(names.filter((name) => used.has(name)));
  return names.filter((name) => !stays.has(name));
}
