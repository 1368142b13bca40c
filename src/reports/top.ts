/** Which packages matter, and to how many: counts of a window, the one before it, and shares of processes. */
import type { DayText, Evidence, WindowText } from './evidence.ts';

export interface TopReport {
  readonly report: 'top';
  readonly evidence: Evidence;
  /** The period of the same length before; absent where nothing was reported in it. */
  readonly before?: { readonly window: WindowText; readonly processes?: number };
  /** Whether any reporter tells direct imports from those that come along. */
  readonly directReported: boolean;
  /** With `by: 'namespace'`: the columns, most processes first. */
  readonly namespaces?: readonly NamespaceTotal[];
  /** How many packages there are; `rows` may be fewer, by the limit. */
  readonly packages: number;
  readonly rows: readonly TopRow[];
}

export interface NamespaceTotal {
  /** '' for the processes without a namespace. */
  readonly namespace: string;
  /** Absent where its reporters do not count processes. */
  readonly processes?: number;
}

export interface TopRow {
  readonly package: string;
  readonly processes: number;
  /** 0 to 1 of the processes that could have been seen to import it; absent without a denominator. */
  readonly share?: number;
  readonly lastDay: DayText;
  /** Processes whose own code names it; absent where not reported. */
  readonly direct?: number;
  /** Its count and share in the period before; absent where that period has nothing at all. */
  readonly before?: { readonly processes: number; readonly share?: number };
  /** With `groupBy: 'root'`: the root under which it is shown, where it came along with one. */
  readonly root?: string;
  /** With `groupBy: 'root'`: further roots that also bring it. */
  readonly otherRoots?: readonly string[];
  /** With `by: 'namespace'`: one entry a column of {@link TopReport.namespaces}, in its order. */
  readonly byNamespace?: readonly { readonly processes: number; readonly share?: number }[];
}
