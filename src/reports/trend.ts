/** How the use of a few packages moves: processes and share by day, week or month. */
import type { DayText, Evidence } from './evidence.ts';

export type Step = 'day' | 'week' | 'month';

export interface TrendReport {
  readonly report: 'trend';
  readonly evidence: Evidence;
  readonly step: Step;
  /** Every period of the window in order; the first and last may be cut by the window. */
  readonly periods: readonly TrendPeriod[];
  readonly packages: readonly TrendLine[];
}

export interface TrendPeriod {
  /** Its first day: weeks begin on Monday, months on the 1st. */
  readonly from: DayText;
  readonly to: DayText;
  /** Reporting processes in it; absent where they are not counted. */
  readonly processes?: number;
}

export interface TrendLine {
  readonly package: string;
  readonly total: number;
  /** One a period, in the order of {@link TrendReport.periods}; `share` is absent where nothing reported. */
  readonly points: readonly { readonly processes: number; readonly share?: number }[];
}
