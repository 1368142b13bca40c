/** Columns that tables of several pages have: a package by its name, and how much a row is used. */
import { bar } from '../pictures/bar.ts';
import { count, percent } from './format.ts';
import type { Frame } from './layout.ts';
import { names } from './names.ts';
import { type Column, numbers } from './table.ts';

export function packageColumn<Row>(
  frame: Pick<Frame, 'site' | 'view'>,
  nameOf: (row: Row) => string,
): Column<Row> {
  return { heading: 'Package', cell: (row) => names(frame, [nameOf(row)]), by: ['package', nameOf] };
}

interface Used {
  readonly processes: number;
  readonly share?: number | undefined;
}

/**
 * Share, bar and processes; where no row has a share, processes with bars of the largest. `isWide`: processes beside
 * shares are left out on narrow screens.
 */
export function useColumns<Row extends Used>(rows: readonly Row[], isWide = false): readonly Column<Row>[] {
  const processes = numbers('Processes', 'processes', (row: Row) => row.processes, count);
  if (rows.some(({ share }) => share !== undefined)) {
    return [
      numbers('Share', 'share', ({ share }: Row) => share, percent),
      { heading: 'Bar', cell: ({ share = 0 }) => bar(share), kind: 'bar' },
      { ...processes, isWide },
    ];
  }
  const largest = Math.max(1, ...rows.map((row) => row.processes));
  return [processes, { heading: 'Bar', cell: (row) => bar(row.processes / largest), kind: 'bar' }];
}
