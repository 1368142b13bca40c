/** The use of environments → a table for people, CSV for spreadsheets. */
import type { EnvironmentRow, EnvironmentsReport } from '../reports/environments.ts';
import type { TopReport } from '../reports/top.ts';
import { formatDays } from '../words/days.ts';
import { formatOf } from '../words/number.ts';
import { formatAnswer } from './answer.ts';
import { formatCsv } from './csv.ts';
import { formatWithoutProcesses } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import type { Style } from './style.ts';
import { TOP_FORMATS } from './top.ts';
import { type AnswerColumn, changeUnit, csvFields, shownWhere, tableColumns, USE } from './use-columns.ts';

function formatEnvironments(report: EnvironmentsReport, style: Style): string {
  const { evidence, before, rows } = report;
  const rest = report.environments - rows.length;
  const notes = [
    unnamedNote(report),
    before === undefined || rows.length === 0
      ? undefined
      : `Change: ${changeUnit(rows)} against ${formatDays(before.window)}.`,
    formatWithoutProcesses(evidence),
    rest > 0 ? `${formatOf(rest, 'more environment')}: --limit 0 shows all.` : undefined,
  ];
  return formatAnswer({ evidence, columns: tableColumns(columnsOf(report)), rows, notes }, style);
}

/** Says how many processes name no environment, and how they come to; undefined where all name theirs. */
export function unnamedNote({ rows, unnamed = 0 }: EnvironmentsReport): string | undefined {
  if (rows.every(({ processes }) => processes === 0)) {
    return 'No process names its environment, so how much each is used is not known: `popcon activate --environment` gives those of one a name.';
  }
  return unnamed === 0
    ? undefined
    : `${formatOf(unnamed, 'process names', 'processes name')} none: \`popcon activate --environment\` gives one.`;
}

function columnsOf({ rows, before }: EnvironmentsReport): readonly AnswerColumn<EnvironmentRow>[] {
  return [
    {
      heading: 'environment',
      cell: ({ environment }) => environment,
      flexible: true,
      field: 'environment',
      value: ({ environment }) => environment,
    },
    USE.processes,
    shownWhere(
      rows.some(({ share }) => share !== undefined),
      USE.share,
    ),
    shownWhere(before !== undefined, USE.change),
    ...USE.before,
    USE.days,
    USE.namespaces,
    { ...USE.lastDay, cell: ({ lastDay = 'never' }) => lastDay },
    { field: 'inventoried', value: ({ inventoried }) => (inventoried ? 'yes' : 'no') },
  ];
}

/** `top` by package or by environment. */
export const TOP_BY_FORMATS = {
  table: (report, style) =>
    report.report === 'top' ? TOP_FORMATS.table(report, style) : formatEnvironments(report, style),
  json: formatJson,
  csv: (report) =>
    report.report === 'top' ? TOP_FORMATS.csv(report) : formatCsv(csvFields(columnsOf(report)), report.rows),
} satisfies Formats<TopReport | EnvironmentsReport>;
