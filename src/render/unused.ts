/** An unused report → tables for people: what can go first, then what is close to it, then the whole in numbers. */
import type { SoFarGroup, UnusedGroup, UnusedReport } from '../reports/unused.ts';
import { type Judged, rowOf, VERDICTS, type VerdictName, verdictNames } from '../reports/verdict.ts';
import { sumBy } from '../sums.ts';
import { formatNames, printable } from '../words/names.ts';
import { formatBytes, formatCount, formatOf, formatShare } from '../words/number.ts';
import { ASKED_FOR_COLUMNS, askedForRows } from './asked-for.ts';
import { formatEvidence } from './evidence.ts';
import { adviceOn, formatMissing } from './missing.ts';
import type { Style } from './style.ts';
import { type Column, formatFirst, formatTable, numbers } from './table.ts';
import { paragraph, wrap } from './text.ts';
import { caveats, headline } from './unused-headline.ts';

/** Rows of a section that is not the answer itself. */
const FIRST = { most: 20, others: '--format csv has all' };

export function formatUnused(report: UnusedReport, style: Style): string {
  const { environment, evidence, missing } = report;
  const inventory = `Inventory of ${printable(environment.name)} of ${environment.day}: ${formatOf(environment.distributions, 'distribution')}${formatSize(environment.bytes, ', ')}`;
  return [
    paragraph(inventory, style),
    paragraph(formatEvidence(evidence), style),
    '\n',
    missing.length > 0 ? formatRefusal(report, style) : formatGroups(report, style),
    formatWritten(report, style),
    ...verdictNames
      .filter((name) => VERDICTS[name].listed === 'named')
      .map((name) => formatSection(report, name, style)),
    formatCounts(report, style),
    ...formatRemarks(report).map((remark) => style.dim(paragraph(remark, style))),
  ].join('');
}

function formatGroups(report: UnusedReport, style: Style): string {
  const tables = [
    formatTable(GROUP_COLUMNS, report.groups, style),
    formatTable(SO_FAR_COLUMNS, report.soFar.groups, style),
  ].filter((table) => table !== '');
  return [
    paragraph(style.bold(headline(report)), style),
    ...caveats(report).map((each) => paragraph(each, style)),
    ...tables.map((table) => `\n${table}`),
  ].join('');
}

export const GROUP_COLUMNS: readonly Column<UnusedGroup>[] = [
  { heading: 'unused', cell: ({ root }) => root, flexible: true, isName: true },
  numbers('frees', ({ bytes }) => formatSize(bytes)),
  { heading: 'with it', cell: formatRest, flexible: true },
];

export const SO_FAR_COLUMNS: readonly Column<SoFarGroup>[] = [
  { heading: 'unused so far', cell: ({ root }) => root, flexible: true, isName: true },
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
  const table = formatFirst(
    [{ heading: 'not imported so far', cell: ({ name }) => name, flexible: true }, SIZE],
    waiting,
    FIRST,
    style,
  );
  return [
    `${style.bold('Nothing is called unused yet:')}\n`,
    `${reasons.join('\n')}\n`,
    ...(table === '' ? [] : ['\n', table]),
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
  return `\n${formatFirst(columns, rows, FIRST, style)}`;
}

/** Comments in the environment's files on distributions that go. */
function formatWritten(report: UnusedReport, style: Style): string {
  const table = formatFirst(ASKED_FOR_COLUMNS, askedForRows(report), FIRST, style);
  return table === '' ? '' : `\n${table}`;
}

function formatCounts(report: UnusedReport, style: Style): string {
  return `\n${formatTable(verdictColumns(report), verdictsIn(report), style)}\n`;
}

/** The verdicts that some have, with how many do and the disk they take. */
export function verdictColumns({ counts, distributions }: UnusedReport): readonly Column<VerdictName>[] {
  const hasSizes = distributions.some(({ bytes }) => bytes !== undefined);
  const sizes = sumBy(
    distributions,
    ({ verdict }) => verdict.verdict,
    ({ bytes = 0 }) => bytes,
  );
  return [
    { heading: 'verdict', cell: (name) => name },
    numbers('number', (name) => formatCount(counts[name])),
    ...(hasSizes ? [numbers('size', (name: VerdictName) => formatSize(sizes.get(name)))] : []),
    { heading: 'meaning', cell: (name) => VERDICTS[name].meaning, flexible: true },
  ];
}

export function verdictsIn({ counts }: UnusedReport): readonly VerdictName[] {
  return verdictNames.filter((name) => counts[name] > 0);
}

function formatRemarks(report: UnusedReport): readonly string[] {
  return [
    ...report.staleKeeps.map((entry) => formatStale(entry)),
    ...report.notes,
    ...(report.groups.length === 0
      ? []
      : ['`popcon retire status` has the commands that announce them to whoever still imports one.']),
    '`popcon why NAME` gives the whole reasoning on one.',
  ];
}

/** @param text writes what is from outside in a sentence, `code` what is a pattern there. */
export function formatStale(
  { pattern, line, file = 'Keep-list' }: UnusedReport['staleKeeps'][number],
  text: (file: string) => string = printable,
  code = text,
): string {
  return `${text(file)}, line ${line}: ${code(pattern)} matches nothing that is installed.`;
}

function bySize(rows: readonly Judged[]): readonly Judged[] {
  return rows.toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (a.name < b.name ? -1 : 1));
}

function formatSize(bytes: number | undefined, before = ''): string {
  return bytes === undefined ? '' : before + formatBytes(bytes);
}
