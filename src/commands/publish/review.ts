/** `popcon publish --review`: the plan and the true counts → what would be told, hidden, and why. */
import { readPeriodCounts, readRequirements } from '../../release/counts.ts';
import { describeNoise } from '../../release/release.ts';
import { type PackageReview, type PeriodReview, type Review, reviewPeriod } from '../../release/review.ts';
import type { Source } from '../../sources/source.ts';
import type { PublishPlan, PublishRequest } from './prepare.ts';

export async function review(
  source: Source,
  { terms }: PublishRequest,
  { periods: planned, domain }: PublishPlan,
): Promise<Review> {
  const { minProcesses, byNamespace, epsilon } = terms;
  const noise = describeNoise(epsilon);
  const periods: PeriodReview[] = [];
  const packages: PackageReview[] = [];
  const requirementsOf = await readRequirements(source);
  const scope = { byNamespace, requirementsOf, domain };
  for (const period of planned) {
    const counts = period.state === 'new' ? await readPeriodCounts(source, period.period, scope) : undefined;
    const reviewed = reviewPeriod(period, counts, { minProcesses, ...noise });
    periods.push(reviewed.period);
    packages.push(...reviewed.packages);
  }
  return { report: 'publish-review', minProcesses, ...noise, periods, packages };
}
