/**
 * The spent part of the privacy budget, in exact fractions. Releases of the same days add up; releases of other
 * days do not, since a process lives in one day. Refused: a release that takes any day beyond the budget.
 */
import { Failure } from '../failure.ts';
import { formatDay, type Window } from '../series/day.ts';
import { addRational, compareRational, formatRational, type Rational, ZERO } from './rational.ts';

export interface Spending {
  readonly days: Window;
  readonly epsilon: Rational;
}

/** The most that any single day of the window has been charged. */
export function spentOn(days: Window, spendings: readonly Spending[]): Rational {
  // The sum over days only grows where a release begins.
  const starts = [days.from, ...spendings.map((spending) => spending.days.from)];
  return highest(
    starts
      .filter((day) => day >= days.from && day <= days.to)
      .map((day) => spendings.filter((spending) => spending.days.from <= day && day <= spending.days.to))
      .map((spent) => spent.reduce((sum, { epsilon }) => addRational(sum, epsilon), ZERO)),
  );
}

/** The most that any day has been charged. */
export function spentInAll(spendings: readonly Spending[]): Rational {
  return highest(spendings.map(({ days }) => spentOn(days, spendings)));
}

/** Throws where releasing the days once more, with this ε, would go beyond the budget. */
export function checkBudget(wanted: Spending, spendings: readonly Spending[], budget: Rational): void {
  const spent = spentOn(wanted.days, spendings);
  if (compareRational(addRational(spent, wanted.epsilon), budget) <= 0) return;
  const { from, to } = wanted.days;
  throw new Failure(
    'budget-spent',
    `${formatDay(from)} to ${formatDay(to)}: ε ${formatRational(wanted.epsilon)} on top of the ${formatRational(spent)} already spent is above the budget of ${formatRational(budget)}`,
  );
}

/**
 * The budget in force: what was recorded with the first release, since raising it later would break what the
 * earlier ones promised. It may be lowered.
 */
export function budgetInForce(
  asked: Rational | undefined,
  recorded: readonly Rational[],
  standard: Rational,
): Rational {
  const lowest = lowestOf(recorded);
  if (asked !== undefined && lowest !== undefined && compareRational(asked, lowest) > 0) {
    throw new Failure(
      'budget-raised',
      `a budget of ${formatRational(asked)}: earlier releases promised a budget of ${formatRational(lowest)}; it can be lowered, not raised`,
    );
  }
  return asked ?? lowest ?? standard;
}

/** Undefined where no budget was ever promised. */
export function lowestOf(budgets: readonly Rational[]): Rational | undefined {
  return budgets.toSorted(compareRational)[0];
}

function highest(values: readonly Rational[]): Rational {
  return values.toSorted(compareRational).at(-1) ?? ZERO;
}
