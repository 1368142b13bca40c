/**
 * The two grades of a distribution that nothing which stays needs. *Unused*: the evidence spans a full year of the
 * installation, or the ledger's own record says how rarely such verdicts were wrong. Everything else is unused *so
 * far*; so is all where not every process reports.
 */
import { defined } from '../defined.ts';
import type { Graph } from '../environment/graph.ts';
import { type Day, formatDay } from '../series/day.ts';
import type { Clocks } from './clock.ts';
import { MODEL_RECORD } from './model-record.ts';
import { type Origin, type RecordRow, type Risk, riskOf } from './record.ts';
import type { Graded } from './verdict.ts';
import { type SeenTerms, type StillUnseen, stillUnseen, unseenDays } from './year.ts';

/** Where nothing else is asked for: of what is called unused, at most so much may be imported within a year. */
export const DEFAULT_ACCEPT = 0.02;

export interface GradeTerms extends SeenTerms {
  readonly graph: Pick<Graph, 'closure'>;
  readonly clocks: Clocks;
  readonly record: readonly RecordRow[];
  /** 0 to 1. */
  readonly accept: number;
}

/** A requirement of one that is unused so far is so, too, however long it was observed: the other holds it. */
export function gradeAll(leaving: ReadonlySet<string>, terms: GradeTerms): ReadonlyMap<string, Graded> {
  const { clocks, today, record } = terms;
  const unseenSince = new Map<Day, StillUnseen>();
  const observed = [...leaving].map((name) => {
    const { since, fromFirstInventory } = clocks.clockOf(name, today);
    const unseen =
      unseenSince.get(since) ?? stillUnseen(unseenDays({ from: since, to: today }, clocks.wasSeen), terms);
    unseenSince.set(since, unseen);
    const days = today - since + 1;
    const origin: Origin = fromFirstInventory ? 'first inventory' : 'added since';
    const risk = riskOf(record, MODEL_RECORD, { origin, age: days });
    return { name, unseen, evidence: { since: formatDay(since), days, origin, risk } };
  });
  const soFar = observed.filter(({ unseen, evidence }) => !isUnused(unseen, evidence.risk, terms));
  const heldBy = terms.graph.closure(soFar.map(({ name }) => name));
  return new Map(
    observed.map(({ name, unseen, evidence }) => [
      name,
      heldBy.has(name)
        ? { verdict: 'unused so far', ...evidence, ...unseen, ...defined({ heldBy: heldBy.get(name) }) }
        : { verdict: 'unused', ...evidence },
    ]),
  );
}

/** A record of enough cases decides, by the rule of three; before there is one, a full year does. */
function isUnused(
  { unseen }: StillUnseen,
  { of, cases, share }: Risk,
  { accept, everyProcessReports }: GradeTerms,
): boolean {
  const isKnownToStay = of === 'record' && cases * accept >= 3 ? share <= accept : unseen.length === 0;
  return isKnownToStay && everyProcessReports;
}
