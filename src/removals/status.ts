/**
 * How far each removal is: announced (told to how many processes), overdue, gone (missed by how many, where), to be
 * brought back, or to be closed; and what can go and is not announced yet.
 */
import type { DayText, Evidence } from '../reports/evidence.ts';
import type { UnusedReport } from '../reports/unused.ts';
import { readUsage } from '../reports/usage.ts';
import { type Day, formatDay } from '../series/day.ts';
import { compareText, type InstalledEnvironment, type RemovalDay, type Source } from '../sources/source.ts';
import { announcement } from './announce.ts';
import type { Removal } from './removal.ts';

/** How long nobody may have missed what is closed. */
export const DEFAULT_AFTER = '1y';

export interface StatusTerms {
  readonly today: Day;
  /** A removal is closed where nobody missed it from this day on. */
  readonly unmissedFrom: Day;
  /** So many processes may miss a removal. */
  readonly tolerate: number;
  /** Fewest days with reports, without which that nobody missed it says nothing. */
  readonly minDays: number;
}

/** The inventory and the answer of one environment; both are absent where no inventory is kept. */
export interface Standing {
  readonly installed?: InstalledEnvironment | undefined;
  readonly unused?: UnusedReport | undefined;
}

export interface StatusReport {
  readonly report: 'removals';
  readonly evidence: Evidence;
  readonly environment?: string;
  /** Distributions that can go and are on no list. */
  readonly candidates: readonly Candidate[];
  readonly removals: readonly RemovalStatus[];
}

export interface Candidate {
  readonly packages: readonly string[];
  readonly bytes?: number;
  /** The command that announces it. */
  readonly announce: string;
}

export const STATES = {
  announced: 'told to whoever imports it',
  overdue: 'past its date, and still installed',
  gone: 'not installed any more',
  missed: 'gone, and missed by more than is tolerated',
  closable: 'gone, and missed by nobody for long',
} as const;
export type RemovalState = keyof typeof STATES;

export interface RemovalStatus extends Omit<Removal, 'since' | 'on' | 'modules'> {
  readonly state: RemovalState;
  readonly since: DayText;
  readonly on: DayText;
  readonly told: EventCount;
  readonly missed: EventCount;
  /** Those of its packages that the newest inventory has; absent where there is none. */
  readonly installed?: readonly string[];
  /** The next thing to do, where there is one. */
  readonly advice?: { readonly words: string; readonly command: string };
}

export interface EventCount {
  readonly processes: number;
  readonly days: number;
  readonly lastDay?: DayText;
  readonly namespaces: readonly { readonly namespace: string; readonly processes: number }[];
}

export async function removalStatus(
  removals: readonly Removal[],
  source: Source,
  standing: Standing,
  terms: StatusTerms,
): Promise<StatusReport> {
  const { today } = terms;
  const { installed, unused } = standing;
  const window = { from: Math.min(today, ...removals.map(({ since }) => since)), to: today };
  const { evidence, activity } = await readUsage(source, { window, packages: [] });
  const told = await source.removalDays({ event: 'told', window });
  const missed = await source.removalDays({ event: 'missed', window });
  const reported = [...new Set(activity.days.map(({ day }) => day))];
  return {
    report: 'removals',
    evidence,
    ...(installed === undefined ? {} : { environment: installed.inventory.environment }),
    candidates: candidatesOf(removals, unused, today),
    removals: removals.map((removal) => statusOf(removal, { told, missed, reported }, installed, terms)),
  };
}

interface Counted {
  readonly told: readonly RemovalDay[];
  readonly missed: readonly RemovalDay[];
  /** Days with any report. */
  readonly reported: readonly Day[];
}

function statusOf(
  { modules: _, ...removal }: Removal,
  counted: Counted,
  installed: InstalledEnvironment | undefined,
  terms: StatusTerms,
): RemovalStatus {
  const { packages, since, on } = removal;
  const own = ({ package: name, day }: RemovalDay) => packages.includes(name) && day >= since;
  const missed = counted.missed.filter(own);
  const names = installed && new Set(installed.inventory.distributions.map(({ name }) => name));
  const present = names && packages.filter((name) => names.has(name));
  const state = stateOf(on, missed, present, counted.reported, terms);
  const advice = adviceOn(state, packages, present);
  return {
    state,
    ...removal,
    since: formatDay(since),
    on: formatDay(on),
    told: countOf(counted.told.filter(own)),
    missed: countOf(missed),
    ...(present === undefined ? {} : { installed: present }),
    ...(advice === undefined ? {} : { advice }),
  };
}

function stateOf(
  on: Day,
  missed: readonly RemovalDay[],
  present: readonly string[] | undefined,
  reported: readonly Day[],
  terms: StatusTerms,
): RemovalState {
  const isThere = (present?.length ?? 0) > 0;
  if (isThere && on <= terms.today) return 'overdue';
  if (isThere || (present === undefined && terms.today < on)) return 'announced';
  const last = Math.max(on, ...missed.map(({ day }) => day));
  const isObserved = reported.filter((day) => day >= last).length >= terms.minDays;
  if (last < terms.unmissedFrom && isObserved) return 'closable';
  return processesOf(missed) > terms.tolerate ? 'missed' : 'gone';
}

function adviceOn(
  state: RemovalState,
  packages: readonly string[],
  present: readonly string[] = [],
): RemovalStatus['advice'] {
  const drop = `popcon retire drop ${packages.join(' ')}`;
  if (state === 'missed') return { words: 'bring it back: install it again, and then', command: drop };
  if (state === 'closable') return { words: 'close it', command: drop };
  if (state !== 'overdue') return undefined;
  return {
    words: `${present.join(', ')} is still there: take it out of the image`,
    command: `popcon propose ${present.join(' ')}`,
  };
}

function countOf(rows: readonly RemovalDay[]): EventCount {
  const namespaces = Map.groupBy(rows, ({ namespace }) => namespace);
  const days = rows.map(({ day }) => day);
  return {
    processes: processesOf(rows),
    days: new Set(days).size,
    ...(rows.length === 0 ? {} : { lastDay: formatDay(Math.max(...days)) }),
    namespaces: [...namespaces]
      .map(([namespace, list]) => ({ namespace, processes: processesOf(list) }))
      .sort((a, b) => b.processes - a.processes || compareText(a.namespace, b.namespace)),
  };
}

function processesOf(rows: readonly RemovalDay[]): number {
  return rows.reduce((sum, { processes }) => sum + processes, 0);
}

function candidatesOf(
  removals: readonly Removal[],
  unused: UnusedReport | undefined,
  today: Day,
): readonly Candidate[] {
  const announced = new Set(removals.flatMap(({ packages }) => packages));
  const groups = unused?.groups.filter(({ root }) => !announced.has(root)) ?? [];
  return groups.map((group) => ({
    packages: group.members,
    ...(group.bytes === undefined ? {} : { bytes: group.bytes }),
    announce: announcement(group, unused?.distributions ?? [], today),
  }));
}
