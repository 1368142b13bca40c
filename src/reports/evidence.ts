/**
 * What an answer rests on: the window, the processes seen in it, and what could not be seen. Every report
 * carries it. Reports are plain values whose days are `YYYY-MM-DD`, so that a report is its own JSON.
 */

/** A UTC day, `YYYY-MM-DD`. */
export type DayText = string;

export interface WindowText {
  readonly from: DayText;
  readonly to: DayText;
}

export interface Evidence {
  /** Where the counts come from. */
  readonly source: string;
  readonly window: WindowText;
  /** The namespaces asked for; absent where all were. */
  readonly namespaces?: readonly string[];
  /** Reporting processes in the window; absent where no reporter counts them, and then no share is given. */
  readonly processes?: number;
  /** Days of the window on which anything was reported, and those it has. */
  readonly daysReported: number;
  readonly days: number;
  /** The first and last day of the window on which anything was reported. */
  readonly observed?: WindowText;
  /** Namespaces that report packages but not processes: they have no share, and are in no total share. */
  readonly withoutProcesses: readonly string[];
}
