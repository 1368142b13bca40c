/** The reasoning on one distribution → a page of text: the verdict first, then the numbers, then both sides of the graph. */
import type { Neighbour, WhyReport } from '../reports/why.ts';
import { formatEvidence, formatNamespace } from './evidence.ts';
import { adviceOn, formatMissing } from './missing.ts';
import { formatBytes, formatCount, formatOf, formatShare } from './number.ts';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';
import { printable, wrap } from './text.ts';
import { formatChain, formatNames, formatReason } from './verdict.ts';

/** Neighbours of one side that are listed; --json has all. */
const MOST_NEIGHBOURS = 15;

export function formatWhy(report: WhyReport, style: Style): string {
  const { distribution, missing } = report;
  const { name, version, verdict } = distribution;
  const title = `${printable(name)}${version === undefined ? '' : ` ${printable(version)}`}: ${verdict.verdict}`;
  const reason = formatReason(verdict);
  return [
    `${style.bold(title)}\n`,
    `${wrap(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`, style.width)}\n`,
    ...missing.map((each) => `${wrap(`${formatMissing(each)}: ${adviceOn(each)}.`, style.width, '  ')}\n`),
    '\n',
    formatFacts(report, style),
    formatNamespaces(report, style),
    formatNeighbours('required by', report.requiredBy, style),
    formatNeighbours('requires', report.requires, style),
    '\n',
    `${style.dim(wrap(formatEvidence(report.evidence), style.width))}\n`,
  ].join('');
}

function formatFacts(report: WhyReport, style: Style): string {
  const { distribution, environment, group } = report;
  const { verdict } = distribution;
  const facts: readonly (readonly [what: string, how: string | undefined])[] = [
    ['imported by', formatUse(report)],
    [
      'named by',
      report.direct === undefined ? undefined : `${formatProcesses(report.direct)} in their own code`,
    ],
    ['last day', report.lastDay],
    ['chain', verdict.verdict === 'needed' ? formatChain(verdict.chain) : undefined],
    ['goes with', group === undefined ? undefined : formatNames(others(group.members, distribution.name))],
    ['after', group === undefined ? undefined : formatNames(group.after)],
    ['environment', `${printable(environment.name)}, inventory of ${environment.day}`],
    ['installed', formatInstalled(report)],
    ['size', distribution.bytes === undefined ? undefined : formatBytes(distribution.bytes)],
    ['modules', report.importNames === undefined ? 'unknown' : formatNames(report.importNames) || 'none'],
    ['commands', formatNames(report.commands ?? [])],
    ['plugin of', formatNames(Object.keys(report.entryPoints ?? {}))],
    ['in kernels', report.baseline ? 'loaded before the reporter' : undefined],
  ];
  const known = facts.filter((fact): fact is readonly [string, string] => (fact[1] ?? '') !== '');
  return known
    .map(([what, how]) => `${wrap(`${what}:${' '.repeat(13 - what.length)}${how}`, style.width)}\n`)
    .join('');
}

function formatUse({ processes, share }: WhyReport): string {
  return `${formatProcesses(processes)}${share === undefined ? '' : ` (${formatShare(share)})`}`;
}

function formatInstalled({ firstSeen, installer, distribution: { requested } }: WhyReport): string {
  const how = requested === undefined ? undefined : requested ? 'asked for by a person' : 'came along';
  return [
    firstSeen === undefined ? undefined : `seen since ${firstSeen}`,
    installer === undefined ? undefined : `by ${printable(installer)}`,
    how,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** Side by side only where there is more than one. */
function formatNamespaces({ byNamespace }: WhyReport, style: Style): string {
  if (byNamespace.length < 2) return '';
  const rows = byNamespace.map(({ namespace, processes, share, lastDay }) => [
    formatNamespace(namespace),
    formatCount(processes),
    share === undefined ? '' : formatShare(share),
    lastDay ?? '',
  ]);
  const columns = [
    { title: 'namespace', flexible: true },
    { title: 'processes', align: 'right' as const },
    { title: 'share', align: 'right' as const },
    { title: 'last day' },
  ];
  return `\n${formatTable(columns, rows, style)}`;
}

function formatNeighbours(title: string, neighbours: readonly Neighbour[], style: Style): string {
  const rows = neighbours
    .slice(0, MOST_NEIGHBOURS)
    .map(({ name, extra, verdict }) => [
      name,
      verdict === undefined ? 'not installed' : verdict.verdict,
      [
        ...(extra === undefined ? [] : [`only with its extra ${extra}`]),
        ...(verdict === undefined ? [] : [formatReason(verdict)]),
      ].join('; '),
    ]);
  if (rows.length === 0) return '';
  const table = formatTable(
    [{ title, flexible: true }, { title: 'verdict' }, { title: 'because', flexible: true }],
    rows,
    style,
  );
  const rest = neighbours.length - rows.length;
  return `\n${table}${rest > 0 ? `${style.dim(`${formatCount(rest)} more: --json has all.`)}\n` : ''}`;
}

function others(members: readonly string[], name: string): readonly string[] {
  return members.filter((member) => member !== name);
}

function formatProcesses(count: number): string {
  return formatOf(count, 'process', 'processes');
}
