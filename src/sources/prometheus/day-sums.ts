/** Growth of many series → sums by what they count and by day. */
import type { Day } from '../../series/day.ts';
import { orderBy, type PackageDay } from '../source.ts';
import type { DailyGrowth } from './daily.ts';

/** Amounts by name and day. */
export class DaySums {
  readonly #sums = new Map<string, Map<Day, number>>();

  add(of: string, { day, amount }: Pick<DailyGrowth, 'day' | 'amount'>): void {
    const days = this.#sums.get(of) ?? new Map<Day, number>();
    this.#sums.set(of, days.set(day, (days.get(day) ?? 0) + amount));
  }

  on(of: string, day: Day): number | undefined {
    return this.#sums.get(of)?.get(day);
  }

  /** On how many days there is any. */
  daysOf(of: string): number {
    return this.#sums.get(of)?.size ?? 0;
  }

  /** Ordered by name, then day. */
  rows(): { readonly of: string; readonly day: Day; readonly count: number }[] {
    return [...this.#sums]
      .flatMap(([of, days]) => [...days].map(([day, count]) => ({ of, day, count })))
      .sort(orderBy('of', 'day'));
  }

  /** The same where the names are of packages. */
  ofPackages(): PackageDay[] {
    return this.rows().map(({ of, day, count }) => ({ package: of, day, processes: count }));
  }
}
