/** Columns that tables of several pages have: a package by its name, and how much a row is used. */
import { bar } from '../pictures/bar.ts';
import { count, percent } from './format.ts';
import { names } from './label.ts';
import type { Place } from './layout.ts';
import { type Column, numbers } from './table.ts';

export function packageColumn<Row>(frame: Place, nameOf: (row: Row) => string): Column<Row> {
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
export function useColumns<Row extends Used>(
  rows: readonly Row[],
  {
    isWide = false,
    show = (row) => count(row.processes),
  }: { readonly isWide?: boolean; readonly show?: (row: Row) => string } = {},
): readonly Column<Row>[] {
  const processes: Column<Row> = {
    heading: 'Processes',
    cell: show,
    by: ['processes', (row) => row.processes],
    kind: 'number',
  };
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
