/** The reasoning on one distribution → a page of text: the verdict first, then the numbers, then both sides of the graph. */

import { reasonFor } from '../reports/verdict.ts';
import type { Neighbour, WhyReport } from '../reports/why.ts';
import { formatChain, formatNames, formatNamespace, printable } from '../words/names.ts';
import { formatBytes, formatCount, formatOf, formatShare } from '../words/number.ts';
import { asSentence } from '../words/sentence.ts';
import { formatAskedFor } from './asked-for.ts';
import { formatEvidence } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import { adviceOn, formatMissing } from './missing.ts';
import type { Style } from './style.ts';
import { type Column, formatTable, numbers } from './table.ts';
import { wrap } from './text.ts';

/** Neighbours of one side that are listed; --json has all. */
const MOST_NEIGHBOURS = 15;

function formatWhy(report: WhyReport, style: Style): string {
  const { distribution, missing } = report;
  const { name, version, verdict, reason } = distribution;
  const title = `${printable(name)}${version === undefined ? '' : ` ${printable(version)}`}: ${verdict.verdict}`;
  return [
    `${style.bold(title)}\n`,
    `${wrap(asSentence(reason), style.width)}\n`,
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
    ...(distribution.askedFor ?? []).map((each) => ['asked for in', formatAskedFor(each)] as const),
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

type NamespaceUse = WhyReport['byNamespace'][number];

const NAMESPACE_COLUMNS: readonly Column<NamespaceUse>[] = [
  { heading: 'namespace', cell: ({ namespace }) => formatNamespace(namespace), flexible: true },
  numbers('processes', ({ processes }) => formatCount(processes)),
  numbers('share', ({ share }) => (share === undefined ? '' : formatShare(share))),
  { heading: 'last day', cell: ({ lastDay }) => lastDay ?? '' },
];

/** Side by side only where there is more than one. */
function formatNamespaces({ byNamespace }: WhyReport, style: Style): string {
  return byNamespace.length < 2 ? '' : `\n${formatTable(NAMESPACE_COLUMNS, byNamespace, style)}`;
}

function formatNeighbours(title: string, neighbours: readonly Neighbour[], style: Style): string {
  const table = formatTable(
    [
      { heading: title, cell: ({ name }) => name, flexible: true },
      { heading: 'verdict', cell: ({ verdict }) => verdict?.verdict ?? 'not installed' },
      { heading: 'because', cell: formatBecause, flexible: true },
    ],
    neighbours.slice(0, MOST_NEIGHBOURS),
    style,
  );
  if (table === '') return '';
  const rest = neighbours.length - MOST_NEIGHBOURS;
  return `\n${table}${rest > 0 ? `${style.dim(`${formatCount(rest)} more: --json has all.`)}\n` : ''}`;
}

function formatBecause({ extra, verdict }: Neighbour): string {
  return [
    ...(extra === undefined ? [] : [`only with its extra ${extra}`]),
    ...(verdict === undefined ? [] : [reasonFor(verdict)]),
  ].join('; ');
}

function others(members: readonly string[], name: string): readonly string[] {
  return members.filter((member) => member !== name);
}

function formatProcesses(count: number): string {
  return formatOf(count, 'process', 'processes');
}

export const WHY_FORMATS = { table: formatWhy, json: formatJson } satisfies Formats<WhyReport>;
