/** An unused report → CSV with a line a distribution, and Markdown for an issue or a pull request. */
import type { UnusedReport } from '../reports/unused.ts';
import { type Judged, VERDICTS, type VerdictName, verdictNames } from '../reports/verdict.ts';
import { printable } from '../words/names.ts';
import { ASKED_FOR_COLUMNS, askedForRows, formatAskedFor } from './asked-for.ts';
import { type Field, formatCsv } from './csv.ts';
import { formatEvidence } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import { adviceOn, formatMissing } from './missing.ts';
import type { Column } from './table.ts';
import {
  formatStale,
  formatUnused,
  GROUP_COLUMNS,
  SO_FAR_COLUMNS,
  verdictColumns,
  verdictsIn,
} from './unused.ts';
import { caveats, headline } from './unused-headline.ts';

const FIELDS: readonly Field<Judged>[] = [
  { field: 'distribution', value: ({ name }) => name },
  { field: 'version', value: ({ version }) => version },
  { field: 'verdict', value: ({ verdict }) => verdict.verdict },
  { field: 'group', value: ({ verdict }) => ('group' in verdict ? verdict.group : undefined) },
  { field: 'bytes', value: ({ bytes }) => bytes },
  { field: 'requested', value: ({ requested }) => requested?.toString() },
  { field: 'processes', value: ({ verdict }) => ('processes' in verdict ? verdict.processes : undefined) },
  { field: 'share', value: ({ verdict }) => ('share' in verdict ? verdict.share : undefined) },
  { field: 'last_day', value: ({ verdict }) => ('lastDay' in verdict ? verdict.lastDay : undefined) },
  { field: 'observed_days', value: ({ verdict }) => ('days' in verdict ? verdict.days : undefined) },
  { field: 'comes_back', value: ({ verdict }) => ('risk' in verdict ? verdict.risk.share : undefined) },
  { field: 'reason', value: ({ reason }) => reason },
  { field: 'asked_for', value: ({ askedFor }) => askedFor?.map(formatAskedFor).join(' | ') },
];

function formatUnusedCsv({ distributions }: UnusedReport): string {
  return formatCsv(FIELDS, distributions);
}

function formatUnusedMarkdown(report: UnusedReport): string {
  const { environment, evidence, missing, groups, soFar, notes, staleKeeps } = report;
  return [
    `## Unused packages of ${literal(environment.name)}, ${environment.day}`,
    `${literal(formatEvidence(evidence))}.`,
    ...(missing.length === 0
      ? [headline(report), ...caveats(report)]
      : [
          'Nothing is called unused yet:',
          missing.map((each) => `- ${literal(formatMissing(each))}: ${adviceOn(each)}.`).join('\n'),
        ]),
    ...tableOf(GROUP_COLUMNS, groups),
    ...tableOf(SO_FAR_COLUMNS, soFar.groups),
    ...tableOf(ASKED_FOR_COLUMNS, askedForRows(report)),
    ...tableOf(verdictColumns(report), verdictsIn(report)),
    ...verdictNames.filter(isListed).flatMap((name) => {
      const judged = report.distributions.filter(({ verdict }) => verdict.verdict === name);
      return judged.length === 0 ? [] : [formatDetails(name, judged)];
    }),
    ...staleKeeps.map((entry) => formatStale(entry, literal, code)),
    ...notes,
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

/** Of the others the number says enough, or a table of its own. */
function isListed(name: VerdictName): boolean {
  return ['waiting', 'named', 'folded'].includes(VERDICTS[name].listed);
}

function formatDetails(name: string, judged: readonly Judged[]): string {
  const columns: readonly Column<Judged>[] = [
    { heading: name, cell: (one) => one.name, isName: true },
    { heading: 'reason', cell: ({ reason }) => reason },
  ];
  return `<details><summary>${judged.length} ${name}</summary>\n\n${tableOf(columns, judged).join('')}\n\n</details>`;
}

/** None without rows. */
function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    [
      line(columns.map(({ heading }) => heading)),
      line(columns.map(() => '---')),
      ...rows.map((row) => line(columns.map(({ cell, isName }) => (isName ? code : literal)(cell(row))))),
    ].join('\n'),
  ];
}

/** Text in which nothing is markup, within a cell of a table. */
function literal(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

function code(name: string): string {
  return `\`${printable(name).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

export const UNUSED_FORMATS = {
  table: formatUnused,
  json: formatJson,
  csv: formatUnusedCsv,
  markdown: formatUnusedMarkdown,
} satisfies Formats<UnusedReport>;
