/** Is everybody reporting? Processes by day, and each namespace's liveness: silence is what must be noticed. */
import type { DayText, Evidence, WindowText } from './evidence.ts';

export interface OverviewReport {
  readonly report: 'overview';
  readonly evidence: Evidence;
  /** Packages imported in the window. */
  readonly packages: number;
  /** Every day of the window in order. */
  readonly days: readonly { readonly day: DayText; readonly processes: number }[];
  readonly namespaces: readonly NamespaceLiveness[];
  readonly silences: readonly Silence[];
}

export type LivenessState =
  /** Reported within its usual silence. */
  | 'reporting'
  /** Silent for longer than is usual for it. */
  | 'silent'
  /** Reports packages, but its reporters do not count processes. */
  | 'no process counts';

export interface NamespaceLiveness {
  /** '' for the processes without a namespace. */
  readonly namespace: string;
  readonly state: LivenessState;
  readonly processes?: number;
  readonly lastDay: DayText;
  /** Days since the last report, at the window's end. */
  readonly silentDays: number;
  /** The longest silence that is usual for it, in days. */
  readonly usualSilenceDays: number;
  /** Processes on each day of the window, in order. */
  readonly days: readonly number[];
}

/** A part of the window in which less was reported than can be explained by weekends and holidays. */
export interface Silence {
  /** Absent where nobody at all reported. */
  readonly namespace?: string;
  readonly silent: WindowText;
  readonly days: number;
  readonly usualDays: number;
}
