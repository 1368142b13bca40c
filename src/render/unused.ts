/** An unused report → tables for people: what can go first, then what is close to it, then the whole in numbers. */
import type { UnusedGroup, UnusedReport } from '../reports/unused.ts';
import { type Judged, type Verdict, type VerdictName, verdictNames } from '../reports/verdict.ts';
import { formatEvidence } from './evidence.ts';
import { adviceOn, formatMissing } from './missing.ts';
import { formatBytes, formatCount, formatOf } from './number.ts';
import type { Style } from './style.ts';
import { type Column, formatTable } from './table.ts';
import { printable, wrap } from './text.ts';
import { formatNames, VERDICT_MEANINGS } from './verdict.ts';

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
    formatSection(report, style, 'rarely used', [
      number('processes', ({ verdict }) => formatCount(verdict.processes)),
      { column: { title: 'last day' }, cell: ({ verdict }) => verdict.lastDay },
    ]),
    formatSection(report, style, 'used before', [
      { column: { title: 'last day' }, cell: ({ verdict }) => verdict.lastDay },
    ]),
    formatSection(report, style, 'commands not seen', [
      {
        column: { title: 'commands', flexible: true },
        cell: ({ verdict }) => formatNames(verdict.commands, 3),
      },
    ]),
    formatCounts(report, style),
    ...formatRemarks(report).map((remark) => `${style.dim(wrap(remark, style.width))}\n`),
  ].join('');
}

/** What can go, or that nothing can: the answer in a sentence or two. */
export function headline({ freed, environment, bound }: UnusedReport): string {
  if (freed.distributions === 0) {
    return `None of ${formatOf(environment.distributions, 'distribution')} can be called unused.`;
  }
  const sum = `${formatCount(freed.distributions)} of ${formatOf(environment.distributions, 'distribution')} ${freed.distributions === 1 ? 'is' : 'are'} unused and can go${formatSize(freed.bytes, ': that frees ')}.`;
  if (bound === undefined) return sum;
  return `${sum} No import in ${formatOf(bound.processes, 'process', 'processes')} means, with 95% confidence, that fewer than 1 in ${formatCount(bound.oneIn)} uses any one of them.`;
}

function formatGroups(report: UnusedReport, style: Style): string {
  const columns: readonly Column[] = [
    { title: 'unused', flexible: true },
    { title: 'frees', align: 'right' },
    { title: 'with it', flexible: true },
  ];
  const rows = report.groups.map((group) => [group.root, formatSize(group.bytes), formatRest(group)]);
  return `${wrap(style.bold(headline(report)), style.width)}\n${rows.length === 0 ? '' : '\n'}${formatTable(columns, rows, style)}`;
}

/** What goes with a root, and what must go before. */
export function formatRest({ root, members, after }: UnusedGroup): string {
  const others = members.filter((name) => name !== root);
  return [
    ...(others.length === 0 ? [] : [formatNames(others)]),
    ...(after.length === 0 ? [] : [`after ${formatNames(after)}`]),
  ].join('; ');
}

function formatRefusal(report: UnusedReport, style: Style): string {
  const undecided = bySize<Judged>([...withVerdict(report, 'undecided'), ...withVerdict(report, 'too new')]);
  const reasons = report.missing.map((missing) =>
    wrap(`- ${formatMissing(missing)}: ${adviceOn(missing)}.`, style.width, '  ').replace('  -', '-'),
  );
  const table = formatTable(
    [
      { title: 'not imported so far', flexible: true },
      { title: 'size', align: 'right' },
    ],
    undecided.slice(0, MOST_ROWS).map(({ name, bytes }) => [name, formatSize(bytes)]),
    style,
  );
  return [
    `${style.bold('Nothing is called unused yet:')}\n`,
    `${reasons.join('\n')}\n`,
    ...(table === '' ? [] : ['\n', table, more(undecided.length, style)]),
  ].join('');
}

type With<Name extends VerdictName> = Judged & {
  readonly verdict: Extract<Verdict, { readonly verdict: Name }>;
};

interface Field<Row> {
  readonly column: Column;
  readonly cell: (row: Row) => string;
}

function number<Row>(title: string, cell: (row: Row) => string): Field<Row> {
  return { column: { title, align: 'right' }, cell };
}

/** The distributions of one verdict, the largest first, under its name; nothing where there are none. */
function formatSection<Name extends VerdictName>(
  report: UnusedReport,
  style: Style,
  name: Name,
  fields: readonly Field<With<Name>>[],
): string {
  const rows = bySize(withVerdict(report, name));
  if (rows.length === 0) return '';
  const all: readonly Field<With<Name>>[] = [
    { column: { title: name, flexible: true }, cell: (row) => row.name },
    number('size', ({ bytes }) => formatSize(bytes)),
    ...fields,
  ];
  const table = formatTable(
    all.map(({ column }) => column),
    rows.slice(0, MOST_ROWS).map((row) => all.map(({ cell }) => cell(row))),
    style,
  );
  return `\n${table}${more(rows.length, style)}`;
}

function formatCounts({ counts, distributions }: UnusedReport, style: Style): string {
  const sizes = new Map<VerdictName, number>();
  for (const { verdict, bytes = 0 } of distributions) {
    sizes.set(verdict.verdict, (sizes.get(verdict.verdict) ?? 0) + bytes);
  }
  const hasSizes = distributions.some(({ bytes }) => bytes !== undefined);
  const rows = verdictNames
    .filter((name) => counts[name] > 0)
    .map((name) => [
      name,
      formatCount(counts[name]),
      ...(hasSizes ? [formatSize(sizes.get(name))] : []),
      VERDICT_MEANINGS[name],
    ]);
  const columns: readonly Column[] = [
    { title: 'verdict' },
    { title: 'number', align: 'right' },
    ...(hasSizes ? [{ title: 'size', align: 'right' as const }] : []),
    { title: 'meaning', flexible: true },
  ];
  return `\n${formatTable(columns, rows, style)}\n`;
}

function formatRemarks({ notes, staleKeeps }: UnusedReport): readonly string[] {
  return [
    ...staleKeeps.map(
      ({ pattern, line }) =>
        `Keep-list, line ${line}: ${printable(pattern)} matches nothing that is installed.`,
    ),
    ...notes,
    '`popcon why NAME` gives the whole reasoning on one.',
  ];
}

function withVerdict<Name extends VerdictName>({ distributions }: UnusedReport, name: Name): With<Name>[] {
  return distributions.filter((one): one is With<Name> => one.verdict.verdict === name);
}

function bySize<Row extends Judged>(rows: readonly Row[]): Row[] {
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
