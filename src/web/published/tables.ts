/** The data files of a release: every figure that is told, a line each, as CSV. */
import { type Release, shareOf } from '../../release/document.ts';
import type { ReleasedFigure, ReleasedPeriod } from '../../release/released.ts';
import { type Cell, formatCsv } from '../../render/csv.ts';

type Row = readonly Cell[];

const FIGURE_COLUMNS = ['scope', 'namespace', 'processes', 'partial'] as const;

/** Scope is `all` namespaces that are told, or one `namespace`. */
export function processesCsv({ periods }: Release): string {
  return formatCsv(
    ['period', 'from', 'to', ...FIGURE_COLUMNS],
    periods.flatMap((period) =>
      figureRows(period.processes).map((row) => [period.period, period.from, period.to, ...row]),
    ),
  );
}

/** One line a package, period and scope; what is too rare stands as imports of the scope `other`, with no name. */
export function packagesCsv({ periods }: Release): string {
  return formatCsv(
    ['period', 'from', 'to', 'package', ...FIGURE_COLUMNS, 'share'],
    periods.flatMap((period) => {
      const start = [period.period, period.from, period.to];
      const named = period.packages.flatMap((row) =>
        figureRows(row).map((cells) => [
          ...start,
          row.package,
          ...cells,
          cells[0] === 'all' ? shareText(row, period) : '',
        ]),
      );
      const { other } = period;
      return other === undefined
        ? named
        : [...named, [...start, '', 'other', '', other.imports, yesNo(other.partial), '']];
    }),
  );
}

function figureRows(figure: ReleasedFigure | undefined): Row[] {
  if (figure === undefined) return [];
  const { processes, partial, namespaces = [] } = figure;
  return [
    ['all', '', processes, yesNo(partial)],
    ...namespaces.map((row): Row => ['namespace', row.namespace, row.processes, yesNo(false)]),
  ];
}

function shareText(figure: ReleasedFigure, period: ReleasedPeriod): string {
  const share = shareOf(figure, period);
  return share === undefined ? '' : share.toFixed(4);
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
