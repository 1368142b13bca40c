/** The change of a count against the period before, in the unit that a row has. */
import { formatCount, formatPoints } from '../words/number.ts';

interface Moved {
  readonly processes: number;
  readonly share?: number;
  readonly before?: { readonly processes: number; readonly share?: number };
}

/** In points of the share where both have one; `new` where there was none. */
export function formatChange({ processes, share, before }: Moved): string {
  if (before === undefined) return '';
  if (before.processes === 0) return processes === 0 ? '' : 'new';
  if (share !== undefined && before.share !== undefined) return formatPoints(share - before.share);
  const difference = processes - before.processes;
  return `${difference > 0 ? '+' : ''}${formatCount(difference)}`;
}

export function changeUnit(rows: readonly Moved[]): string {
  return rows.some(({ share, before }) => share !== undefined && before?.share !== undefined)
    ? 'percentage points of the share'
    : 'processes';
}
