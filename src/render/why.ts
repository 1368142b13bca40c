/** The reasoning on one distribution → a page of text: the verdict first, then the numbers, then both sides of the graph. */
import { formatProcesses, reasonFor } from '../reports/verdict.ts';
import type { Neighbour, WhyReport } from '../reports/why.ts';
import { formatChain, formatNames, formatNamespace, printable } from '../words/names.ts';
import { formatBytes } from '../words/number.ts';
import { asSentence } from '../words/sentence.ts';
import { formatAskedFor } from './asked-for.ts';
import { formatEvidence } from './evidence.ts';
import { type Formats, formatJson } from './format.ts';
import { adviceOn, formatMissing } from './missing.ts';
import type { Style } from './style.ts';
import { type Column, formatFirst, formatTable } from './table.ts';
import { paragraph } from './text.ts';
import { USE } from './use-columns.ts';

/** Neighbours of one side that are listed; --json has all. */
const MOST_NEIGHBOURS = 15;

function formatWhy(report: WhyReport, style: Style): string {
  const { distribution, missing } = report;
  const { name, version, verdict, reason } = distribution;
  const title = `${printable(name)}${version === undefined ? '' : ` ${printable(version)}`}: ${verdict.verdict}`;
  return [
    `${style.bold(title)}\n`,
    paragraph(asSentence(reason), style),
    ...missing.map((each) => paragraph(`${formatMissing(each)}: ${adviceOn(each)}.`, style, '  ')),
    '\n',
    formatFacts(report, style),
    formatNamespaces(report, style),
    formatNeighbours('required by', report.requiredBy, style),
    formatNeighbours('requires', report.requires, style),
    '\n',
    style.dim(paragraph(formatEvidence(report.evidence), style)),
  ].join('');
}

function formatFacts(report: WhyReport, style: Style): string {
  const { distribution, environment, group } = report;
  const { verdict } = distribution;
  const facts: readonly (readonly [what: string, how: string | undefined])[] = [
    ['imported by', formatProcesses(report)],
    [
      'named by',
      report.direct === undefined
        ? undefined
        : `${formatProcesses({ processes: report.direct })} in their own code`,
    ],
    ['last day', report.lastDay],
    ['chain', verdict.verdict === 'needed' ? formatChain(verdict.chain) : undefined],
    [
      'goes with',
      group === undefined
        ? undefined
        : formatNames(group.members.filter((name) => name !== distribution.name)),
    ],
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
    .map(([what, how]) => paragraph(`${what}:${' '.repeat(13 - what.length)}${how}`, style))
    .join('');
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
  USE.processes,
  USE.share,
  USE.lastDay,
];

/** Side by side only where there is more than one. */
function formatNamespaces({ byNamespace }: WhyReport, style: Style): string {
  return byNamespace.length < 2 ? '' : `\n${formatTable(NAMESPACE_COLUMNS, byNamespace, style)}`;
}

function formatNeighbours(title: string, neighbours: readonly Neighbour[], style: Style): string {
  const table = formatFirst(
    [
      { heading: title, cell: ({ name }) => name, flexible: true },
      { heading: 'verdict', cell: ({ verdict }) => verdict?.verdict ?? 'not installed' },
      { heading: 'because', cell: formatBecause, flexible: true },
    ],
    neighbours,
    { most: MOST_NEIGHBOURS, others: '--json has all' },
    style,
  );
  return table === '' ? '' : `\n${table}`;
}

function formatBecause({ extra, verdict }: Neighbour): string {
  return [
    ...(extra === undefined ? [] : [`only with its extra ${extra}`]),
    ...(verdict === undefined ? [] : [reasonFor(verdict)]),
  ].join('; ');
}

export const WHY_FORMATS = { table: formatWhy, json: formatJson } satisfies Formats<WhyReport>;
