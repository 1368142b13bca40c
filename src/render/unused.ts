/** An unused report → tables for people: what can go first, then what is close to it, then the whole in numbers. */
import type { SoFarGroup, UnusedGroup, UnusedReport } from '../reports/unused.ts';
import { type Judged, rowOf, VERDICTS, type VerdictName, verdictNames } from '../reports/verdict.ts';
import { formatNames, printable } from '../words/names.ts';
import { formatBytes, formatCount, formatOf, formatShare } from '../words/number.ts';
import { ASKED_FOR_COLUMNS, askedForRows } from './asked-for.ts';
import { formatEvidence } from './evidence.ts';
import { adviceOn, formatMissing } from './missing.ts';
import type { Style } from './style.ts';
import { type Column, formatTable, numbers } from './table.ts';
import { wrap } from './text.ts';
import { caveats, headline } from './unused-headline.ts';

/** Rows of a section that is not the answer itself; `--format csv` has all. */
const MOST_ROWS = 20;

export function formatUnused(report: UnusedReport, style: Style): string {
  const { environment, evidence, missing } = report;
  const paragraph = (text: string) => `${wrap(text, style.width)}\n`;
  const inventory = `Inventory of ${printable(environment.name)} of ${environment.day}: ${formatOf(environment.distributions, 'distribution')}${formatSize(environment.bytes, ', ')}`;
  return [
    paragraph(inventory),
    paragraph(formatEvidence(evidence)),
    '\n',
    missing.length > 0 ? formatRefusal(report, style) : formatGroups(report, style),
    formatWritten(report, style),
    ...verdictNames
      .filter((name) => VERDICTS[name].listed === 'named')
      .map((name) => formatSection(report, name, style)),
    formatCounts(report, style),
    ...formatRemarks(report).map((remark) => `${style.dim(wrap(remark, style.width))}\n`),
  ].join('');
}

function formatGroups(report: UnusedReport, style: Style): string {
  const tables = [
    formatTable(GROUP_COLUMNS, report.groups, style),
    formatTable(SO_FAR_COLUMNS, report.soFar.groups, style),
  ].filter((table) => table !== '');
  return [
    `${wrap(style.bold(headline(report)), style.width)}\n`,
    ...caveats(report).map((each) => `${wrap(each, style.width)}\n`),
    ...tables.map((table) => `\n${table}`),
  ].join('');
}

const GROUP_COLUMNS: readonly Column<UnusedGroup>[] = [
  { heading: 'unused', cell: ({ root }) => root, flexible: true },
  numbers('frees', ({ bytes }) => formatSize(bytes)),
  { heading: 'with it', cell: formatRest, flexible: true },
];

const SO_FAR_COLUMNS: readonly Column<SoFarGroup>[] = [
  { heading: 'unused so far', cell: ({ root }) => root, flexible: true },
  numbers('frees', ({ bytes }) => formatSize(bytes)),
  numbers('days', ({ days }) => formatCount(days)),
  numbers('comes back', ({ risk }) => formatShare(risk.share)),
  { heading: 'with it', cell: formatRest, flexible: true },
];

/** The members that go with a root, and the packages that must go before. */
export function formatRest({ root, members, after }: UnusedGroup): string {
  const others = members.filter((name) => name !== root);
  return [
    ...(others.length === 0 ? [] : [formatNames(others)]),
    ...(after.length === 0 ? [] : [`after ${formatNames(after)}`]),
  ].join('; ');
}

function formatRefusal(report: UnusedReport, style: Style): string {
  const waiting = bySize(
    report.distributions.filter(({ verdict }) => VERDICTS[verdict.verdict].listed === 'waiting'),
  );
  const reasons = report.missing.map((missing) =>
    wrap(`- ${formatMissing(missing)}: ${adviceOn(missing)}.`, style.width, '  ').replace('  -', '-'),
  );
  const table = formatTable(
    [{ heading: 'not imported so far', cell: ({ name }) => name, flexible: true }, SIZE],
    waiting.slice(0, MOST_ROWS),
    style,
  );
  return [
    `${style.bold('Nothing is called unused yet:')}\n`,
    `${reasons.join('\n')}\n`,
    ...(table === '' ? [] : ['\n', table, more(waiting.length, style)]),
  ].join('');
}

const SIZE: Column<Judged> = numbers('size', ({ bytes }) => formatSize(bytes));

/** The distributions of one verdict, the largest first, each with what is particular to it. */
function formatSection({ distributions }: UnusedReport, name: VerdictName, style: Style): string {
  const rows = bySize(distributions.filter(({ verdict }) => verdict.verdict === name));
  if (rows.length === 0) return '';
  const { brief } = rowOf(name);
  const columns: readonly Column<Judged>[] = [
    { heading: name, cell: (row) => row.name, flexible: true },
    SIZE,
    { heading: 'because', cell: ({ verdict, reason }) => brief?.(verdict) ?? reason, flexible: true },
  ];
  return `\n${formatTable(columns, rows.slice(0, MOST_ROWS), style)}${more(rows.length, style)}`;
}

/** Comments in the environment's files on distributions that go. */
function formatWritten(report: UnusedReport, style: Style): string {
  const rows = askedForRows(report);
  const table = formatTable(ASKED_FOR_COLUMNS, rows.slice(0, MOST_ROWS), style);
  return table === '' ? '' : `\n${table}${more(rows.length, style)}`;
}

function formatCounts({ counts, distributions }: UnusedReport, style: Style): string {
  const sizes = new Map<VerdictName, number>();
  for (const { verdict, bytes = 0 } of distributions) {
    sizes.set(verdict.verdict, (sizes.get(verdict.verdict) ?? 0) + bytes);
  }
  const hasSizes = distributions.some(({ bytes }) => bytes !== undefined);
  const columns: readonly Column<VerdictName>[] = [
    { heading: 'verdict', cell: (name) => name },
    numbers('number', (name) => formatCount(counts[name])),
    ...(hasSizes ? [numbers('size', (name: VerdictName) => formatSize(sizes.get(name)))] : []),
    { heading: 'meaning', cell: (name) => VERDICTS[name].meaning, flexible: true },
  ];
  const rows = verdictNames.filter((name) => counts[name] > 0);
  return `\n${formatTable(columns, rows, style)}\n`;
}

function formatRemarks({ notes, staleKeeps, groups }: UnusedReport): readonly string[] {
  return [
    ...staleKeeps.map(
      ({ pattern, line, file = 'Keep-list' }) =>
        `${printable(file)}, line ${line}: ${printable(pattern)} matches nothing that is installed.`,
    ),
    ...notes,
    ...(groups.length === 0
      ? []
      : ['`popcon retire status` has the commands that announce them to whoever still imports one.']),
    '`popcon why NAME` gives the whole reasoning on one.',
  ];
}

function bySize(rows: readonly Judged[]): readonly Judged[] {
  return rows.toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (a.name < b.name ? -1 : 1));
}

function more(count: number, style: Style): string {
  return count > MOST_ROWS
    ? `${style.dim(`${formatCount(count - MOST_ROWS)} more: --format csv has all.`)}\n`
    : '';
}

function formatSize(bytes: number | undefined, before = ''): string {
  return bytes === undefined ? '' : before + formatBytes(bytes);
}
