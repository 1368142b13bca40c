/** One row of an answer for each installed distribution, from what was judged and graded. */
import { defined } from '../defined.ts';
import { reasonsFor, type WrittenReasons } from '../environment/files/reasons.ts';
import type { Distribution } from '../environment/inventory.ts';
import type { UnusedReport } from './unused.ts';
import { type Judged, reasonFor, type Verdict, type VerdictName, verdictNames } from './verdict.ts';

export function judgedRow(
  distribution: Distribution,
  verdict: Verdict,
  written: WrittenReasons | undefined,
): Judged {
  const { name, version, bytes, requested } = distribution;
  const askedFor = written === undefined ? [] : reasonsFor(distribution, written);
  return {
    name,
    ...defined({ version, bytes, requested }),
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
