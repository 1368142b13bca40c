/**
 * The two grades of a distribution that nothing which stays needs. *Unused*: the evidence spans a full year of the
 * installation, or the ledger's own record says how rarely such verdicts were wrong. Everything else is unused *so
 * far*; so is all where not every process reports.
 */
import type { Graph } from '../environment/graph.ts';
import type { Day, Window } from '../series/day.ts';
import type { Clocks } from './clock.ts';
import { MODEL_RECORD } from './model-record.ts';
import { type Origin, type RecordRow, type Risk, riskOf } from './record.ts';
import { unseenDays } from './year.ts';

/** Where nothing else is asked for: of what is called unused, at most so much may be imported within a year. */
export const DEFAULT_ACCEPT = 0.02;

/** One that was never imported, with what is known of its fate. */
export interface Graded {
  readonly grade: 'unused' | 'unused so far';
  readonly since: Day;
  /** Days that the evidence spans. */
  readonly age: number;
  readonly origin: Origin;
  /** Days to come whose season the evidence does not hold. */
  readonly unseen: readonly Window[];
  readonly risk: Risk;
  /** A distribution that requires it, where that alone makes it unused so far. */
  readonly heldBy?: string;
}

export interface GradeTerms {
  readonly graph: Pick<Graph, 'closure'>;
  readonly clocks: Clocks;
  readonly today: Day;
  readonly record: readonly RecordRow[];
  /** 0 to 1. */
  readonly accept: number;
  readonly everyProcessReports: boolean;
}

/** A requirement of one that is unused so far is so, too, however long it was observed: the other holds it. */
export function gradeAll(leaving: ReadonlySet<string>, terms: GradeTerms): ReadonlyMap<string, Graded> {
  const unseenSince = new Map<Day, readonly Window[]>();
  const graded = new Map<string, Graded>();
  for (const name of leaving) {
    const { since, fromFirstInventory } = terms.clocks.clockOf(name, terms.today);
    const unseen =
      unseenSince.get(since) ?? unseenDays({ from: since, to: terms.today }, terms.clocks.wasSeen);
    unseenSince.set(since, unseen);
    const age = terms.today - since + 1;
    const origin: Origin = fromFirstInventory ? 'first inventory' : 'added since';
    const risk = riskOf(terms.record, MODEL_RECORD, { origin, age });
    graded.set(name, { grade: gradeOf(unseen, risk, terms), since, age, origin, unseen, risk });
  }
  const soFar = [...graded].filter(([, { grade }]) => grade === 'unused so far').map(([name]) => name);
  for (const [name, heldBy] of terms.graph.closure(soFar)) {
    const held = graded.get(name);
    if (held?.grade === 'unused' && heldBy !== undefined) {
      graded.set(name, { ...held, grade: 'unused so far', heldBy });
    }
  }
  return graded;
}

/** A record of enough cases decides, by the rule of three; before there is one, a full year does. */
function gradeOf(
  unseen: readonly Window[],
  risk: Risk,
  { accept, everyProcessReports }: GradeTerms,
): Graded['grade'] {
  const isUnused =
    risk.of === 'record' && risk.cases * accept >= 3 ? risk.share <= accept : unseen.length === 0;
  return isUnused && everyProcessReports ? 'unused' : 'unused so far';
}
