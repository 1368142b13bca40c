/** What moved between two windows: newcomers, leavers, risers and fallers by share of processes. */
import { formatDay, type Window } from '../series/day.ts';
import type { Query, Source } from '../sources/source.ts';
import { type DayText, type Evidence, shareOf } from './evidence.ts';
import { readUsage, type UsageInWindow } from './usage.ts';

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

/** Compares `query`'s window with an earlier one, by share where both have one and by count otherwise. */
export async function changesReport(source: Source, query: Query, earlier: Window): Promise<ChangesReport> {
  const before = await readUsage(source, { ...query, window: earlier });
  const after = await readUsage(source, query);
  const lastDays = new Map([...before.packages, ...after.packages].map((row) => [row.package, row.lastDay]));
  const rows = [...lastDays].map(([name, lastDay]) => {
    const sides = { before: countIn(before, name), after: countIn(after, name) };
    return { package: name, change: changeOf(sides), ...sides, lastDay: formatDay(lastDay) };
  });
  return {
    report: 'changes',
    before: before.evidence,
    after: after.evidence,
    rows: rows.sort((a, b) => Math.abs(moveOf(b)) - Math.abs(moveOf(a)) || (a.package < b.package ? -1 : 1)),
  };
}

type Sides = Pick<ChangeRow, 'before' | 'after'>;

function countIn({ counts, counted, denominators }: UsageInWindow, name: string): ChangeRow['after'] {
  return { processes: counts.get(name) ?? 0, ...shareOf(counted.get(name) ?? 0, denominators.all) };
}

function changeOf(sides: Sides): ChangeRow['change'] {
  if (sides.before.processes === 0) return 'new';
  if (sides.after.processes === 0) return 'gone';
  const move = moveOf(sides);
  return move > 0 ? 'rose' : move < 0 ? 'fell' : 'same';
}

function moveOf({ before, after }: Sides): number {
  return before.share === undefined || after.share === undefined
    ? after.processes - before.processes
    : after.share - before.share;
}
