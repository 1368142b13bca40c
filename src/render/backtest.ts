/** The record of the past → a table for people, CSV for spreadsheets. */
import type { BacktestReport } from '../reports/backtest.ts';
import { HORIZONS, type Outcome, type RecordRow } from '../reports/record.ts';
import { printable } from '../words/names.ts';
import { formatCount, formatOf, formatShare } from '../words/number.ts';
import { formatCsv } from './csv.ts';
import { formatEvidence } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import type { Style } from './style.ts';
import { type Column, formatTable, numbers } from './table.ts';
import { paragraph } from './text.ts';

const COLUMNS: readonly Column<RecordRow>[] = [
  { heading: 'evidence then', cell: ({ age }) => formatAge(age) },
  { heading: 'installed', cell: ({ origin }) => ORIGIN_WORDS[origin] },
  ...HORIZONS.map((days) =>
    numbers<RecordRow>(`within ${days} d`, ({ within }) => formatOutcome(within[days])),
  ),
];

const ORIGIN_WORDS: Readonly<Record<RecordRow['origin'], string>> = {
  'first inventory': 'from the start',
  'added since': 'later',
};

function formatBacktest(report: BacktestReport, style: Style): string {
  const { environment, evidence, asked, answered, record } = report;
  return [
    paragraph(formatEvidence(evidence), style),
    '\n',
    paragraph(
      style.bold(
        `Asked about ${printable(environment.name)} ${formatOf(asked, 'time')}, at each past month, \`popcon unused\` would have answered ${formatCount(answered)}. Of what it would have called unused, or unused so far, this came back:`,
      ),
      style,
    ),
    '\n',
    formatTable(COLUMNS, record, style),
    '\n',
    style.dim(
      paragraph(
        'Installed from the start: there when the first inventory was recorded. A distribution is one case of a row, and counts where all of the days that followed are known. It is asked about what is installed now.',
        style,
      ),
    ),
  ].join('');
}

/** `60 to 119 days`, `393 days or more`. */
export function formatAge({ from, to }: RecordRow['age']): string {
  if (to === undefined) return `${formatCount(from)} days or more`;
  return from === 0 ? `up to ${formatCount(to)} days` : `${formatCount(from)} to ${formatCount(to)} days`;
}

/** `23.1% of 52`; nothing where there is no case. */
function formatOutcome({ cases, cameBack }: Outcome): string {
  return cases === 0 ? '-' : `${formatShare(cameBack / cases)} of ${formatCount(cases)}`;
}

function formatBacktestCsv({ record }: BacktestReport): string {
  return formatCsv(
    [
      { field: 'installed', value: ({ origin }) => origin },
      { field: 'age_from', value: ({ age }) => age.from },
      { field: 'age_to', value: ({ age }) => age.to },
      ...HORIZONS.flatMap((days) => [
        { field: `cases_${days}`, value: ({ within }: RecordRow) => within[days].cases },
        { field: `came_back_${days}`, value: ({ within }: RecordRow) => within[days].cameBack },
      ]),
    ],
    record,
  );
}

export const BACKTEST_FORMATS: Formats<BacktestReport> = {
  table: formatBacktest,
  json: formatJson,
  csv: formatBacktestCsv,
};
