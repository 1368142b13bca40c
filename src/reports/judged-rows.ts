/** One row of an answer for each installed distribution, from what was judged and graded. */
import { reasonsFor, type WrittenReasons } from '../environment/files/reasons.ts';
import type { Distribution } from '../environment/inventory.ts';
import { formatDay } from '../series/day.ts';
import type { Graded } from './grade.ts';
import type { UnusedReport } from './unused.ts';
import { type Judged, reasonFor, type Verdict, type VerdictName, verdictNames } from './verdict.ts';
import { type SeenTerms, stillUnseen } from './year.ts';

/** @param group the root of the group with which it goes. */
export function gradedVerdict(
  { grade, since, age, origin, unseen, risk, heldBy }: Graded,
  group: string,
  seen: SeenTerms,
): Verdict {
  const common = { group, since: formatDay(since), days: age, origin, risk };
  return grade === 'unused'
    ? { verdict: 'unused', ...common }
    : {
        verdict: 'unused so far',
        ...common,
        ...stillUnseen(unseen, seen),
        ...(heldBy === undefined ? {} : { heldBy }),
      };
}

export function judgedRow(
  distribution: Distribution,
  verdict: Verdict,
  written: WrittenReasons | undefined,
): Judged {
  const { name, version, bytes, requested } = distribution;
  const askedFor = written === undefined ? [] : reasonsFor(distribution, written);
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(requested === undefined ? {} : { requested }),
    verdict,
    reason: reasonFor(verdict),
    ...(askedFor.length === 0 ? {} : { askedFor }),
  };
}

export function countVerdicts(judged: readonly Judged[]): UnusedReport['counts'] {
  const counts = Object.fromEntries(verdictNames.map((name) => [name, 0])) as Record<VerdictName, number>;
  for (const { verdict } of judged) counts[verdict.verdict] += 1;
  return counts;
}
