/** The packages that moved between two windows: newcomers, leavers, risers and fallers by share of processes. */
import type { Window } from '../series/day.ts';
import type { Query, Source } from '../sources/source.ts';
import type { Count, Evidence } from './evidence.ts';
import { changeOf } from './order.ts';
import { countIn, readUsage } from './usage.ts';

export interface ChangesReport {
  readonly report: 'changes';
  readonly before: Evidence;
  /** Moves that would hardly come by chance, or by a few processes more or less; the largest first. */
  readonly rows: readonly ChangeRow[];
}

export interface ChangeRow {
  readonly package: string;
  readonly change: 'new' | 'gone' | 'rose' | 'fell';
  readonly before: Count;
  readonly after: Count;
}

/** Compares `query`'s window with an earlier one, by share where both have one and by count otherwise. */
export async function changesReport(source: Source, query: Query, earlier: Window): Promise<ChangesReport> {
  const before = await readUsage(source, { ...query, window: earlier });
  const after = await readUsage(source, query);
  const rows: ChangeRow[] = [];
  const compare = (name: string) => {
    const sides = { before: countIn(before, name), after: countIn(after, name) };
    if (!isNotable(sides, before.denominators.all, after.denominators.all)) return;
    rows.push({ package: name, change: kindOf(sides), ...sides });
  };
  for (const name of before.counts.keys()) compare(name);
  for (const name of after.counts.keys()) if (!before.counts.has(name)) compare(name);
  return {
    report: 'changes',
    before: before.evidence,
    rows: rows.sort((a, b) => Math.abs(moveOf(b)) - Math.abs(moveOf(a)) || (a.package < b.package ? -1 : 1)),
  };
}

type Sides = Pick<ChangeRow, 'before' | 'after'>;

function kindOf(sides: Sides): ChangeRow['change'] {
  if (sides.before.processes === 0) return 'new';
  if (sides.after.processes === 0) return 'gone';
  return moveOf(sides) > 0 ? 'rose' : 'fell';
}

function moveOf({ before, after }: Sides): number {
  return changeOf({ ...after, before });
}

/** Fewer processes than these are too few to speak of a rise or a fall. */
const MIN_PROCESSES = 10;
/** A move of less than a tenth of the larger share is none that a reader would act on. */
const MIN_RELATIVE = 0.1;
/** Standard errors of the difference of two proportions: far out, since processes of one person go together. */
const MIN_ERRORS = 5;

function isNotable(sides: Sides, allBefore = 1, allAfter = 1): boolean {
  const { before, after } = sides;
  if (Math.max(before.processes, after.processes) < MIN_PROCESSES) return false;
  const shares = before.share !== undefined && after.share !== undefined;
  const [was, is] = shares ? [before.share, after.share] : [before.processes, after.processes];
  const move = Math.abs(is - was);
  if (move < MIN_RELATIVE * Math.max(is, was)) return false;
  // Without shares, counts that chance alone spreads as their square roots.
  if (!shares) return move >= MIN_ERRORS * Math.sqrt(is + was);
  const pooled = (was * allBefore + is * allAfter) / (allBefore + allAfter);
  return move >= MIN_ERRORS * Math.sqrt(pooled * (1 - pooled) * (1 / allBefore + 1 / allAfter));
}
