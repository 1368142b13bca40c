/** What moved between two windows: newcomers, leavers, risers and fallers by share of processes. */
import type { DayText, Evidence } from './evidence.ts';

export interface ChangesReport {
  readonly report: 'changes';
  readonly before: Evidence;
  readonly after: Evidence;
  /** Packages seen in either window, the largest move first. */
  readonly rows: readonly ChangeRow[];
}

export interface ChangeRow {
  readonly package: string;
  readonly change: 'new' | 'gone' | 'rose' | 'fell' | 'same';
  readonly before: { readonly processes: number; readonly share?: number };
  readonly after: { readonly processes: number; readonly share?: number };
  readonly lastDay: DayText;
}
