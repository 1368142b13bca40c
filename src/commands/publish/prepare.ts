/** Options and record in; which periods, on which terms, within which budget out. Nothing is drawn or written. */
import { Failure } from '../../failure.ts';
import { budgetInForce, checkBudget, lowestOf, spentInAll } from '../../release/budget.ts';
import type { Domain } from '../../release/counts.ts';
import type { ReleaseAbout } from '../../release/document.ts';
import type { Granularity } from '../../release/period.ts';
import { type PlannedPeriod, planRelease } from '../../release/plan.ts';
import { formatRational, type Rational } from '../../release/rational.ts';
import type { Terms } from '../../release/release.ts';
import type { Window } from '../../series/day.ts';
import type { Source } from '../../sources/source.ts';
import type { ReleaseRecord } from './record.ts';

export interface PublishRequest {
  readonly by: Granularity;
  readonly terms: Terms;
  /** The days that may be published. */
  readonly days: Window;
  readonly budget?: Rational | undefined;
  readonly about?: ReleaseAbout;
}

export interface PublishPlan {
  readonly periods: readonly PlannedPeriod[];
  /** With noise: what is told of, fixed beforehand. */
  readonly domain?: Domain;
  /** With noise, the budget in force. */
  readonly budget?: Rational;
}

/** Of the newest periods that are left out. */
const MAX_REASONS = 2;
const STANDARD_BUDGET: Rational = { numerator: 1n, denominator: 1n };

export async function planPublication(
  source: Source,
  record: ReleaseRecord,
  request: PublishRequest,
): Promise<PublishPlan> {
  const { terms, days, by } = request;
  const spans = await source.namespaces({ window: days });
  if (spans.length === 0) {
    throw new Failure(
      'nothing-recorded',
      `${source.origin} has nothing recorded that could be published: ${source.emptyHint}`,
    );
  }
  const recorded: Window = {
    from: Math.min(...spans.map((span) => span.firstDay)),
    to: Math.max(...spans.map((span) => span.lastDay)),
  };
  const periods = planRelease({
    by,
    noised: terms.epsilon !== undefined,
    recorded,
    today: terms.today,
    released: record.released,
  });
  if (terms.epsilon === undefined) return { periods };
  const budget = budgetInForce(request.budget, record.budgets, STANDARD_BUDGET);
  for (const { state, period } of periods) {
    if (state === 'new') checkBudget({ days: period.days, epsilon: terms.epsilon }, record.spendings, budget);
  }
  const namespaces = spans.map((span) => span.namespace);
  return { periods, budget, domain: { packages: await installedNames(source), namespaces } };
}

/** The budget as a site shows it; undefined where nothing was ever published with noise. */
export function describeBudget(
  { budget }: PublishPlan,
  record: ReleaseRecord,
): { readonly total: string; readonly spent: string } | undefined {
  const total = budget ?? lowestOf(record.budgets);
  if (total === undefined) return undefined;
  return { total: formatRational(total), spent: formatRational(spentInAll(record.spendings)) };
}

/** Throws where there is nothing that could be published, saying from when on there will be. */
export function requirePeriods(periods: readonly PlannedPeriod[], by: Granularity): void {
  if (periods.some(({ state }) => state !== 'left out')) return;
  const reasons = periods.flatMap((planned) =>
    planned.state === 'left out' ? [`${planned.period.name} ${planned.because}`] : [],
  );
  const because =
    reasons.length === 0 ? 'every day was published before' : reasons.slice(-MAX_REASONS).join('; ');
  const instead = by === 'total' ? '' : '; --by total publishes what there is so far as one period';
  throw new Failure('nothing-to-publish', `no ${by} can be published: ${because}${instead}`);
}

/** With noise the names must not come from what was imported, or a name alone would tell that somebody did. */
async function installedNames(source: Source): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const environment of await source.environments()) {
    const installed = await source.environment(environment);
    for (const { name } of installed?.inventory.distributions ?? []) names.add(name);
  }
  if (names.size > 0) return names;
  throw new Failure(
    'no-inventory',
    `${source.origin} has no inventory, and --epsilon needs one, since the names that are told must not depend on what was imported: run popcon inventory`,
  );
}
