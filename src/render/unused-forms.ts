/** An unused report → CSV with a line a distribution, and Markdown for an issue or a pull request. */
import type { UnusedReport } from '../reports/unused.ts';
import { type Judged, verdictNames } from '../reports/verdict.ts';
import { type Cell, formatCsv } from './csv.ts';
import { formatEvidence } from './evidence.ts';
import { adviceOn, formatMissing } from './missing.ts';
import { formatBytes, formatCount } from './number.ts';
import { printable } from './text.ts';
import { formatRest, headline } from './unused.ts';
import { formatReason, VERDICT_MEANINGS } from './verdict.ts';

export function formatUnusedCsv({ distributions }: UnusedReport): string {
  const header = [
    'distribution',
    'version',
    'verdict',
    'group',
    'bytes',
    'requested',
    'processes',
    'share',
    'last_day',
    'reason',
  ];
  const rows = distributions.map(({ name, version, bytes, requested, verdict }): Cell[] => [
    name,
    version,
    verdict.verdict,
    'group' in verdict ? verdict.group : undefined,
    bytes,
    requested === undefined ? undefined : String(requested),
    'processes' in verdict ? verdict.processes : undefined,
    'share' in verdict ? verdict.share : undefined,
    'lastDay' in verdict ? verdict.lastDay : undefined,
    formatReason(verdict),
  ]);
  return formatCsv(header, rows);
}

/** Verdicts of which each distribution is listed, folded away; of the others the number says enough. */
const LISTED = ['undecided', 'rarely used', 'used before', 'commands not seen', 'not observable'] as const;

export function formatUnusedMarkdown(report: UnusedReport): string {
  const { environment, evidence, missing, groups, counts, notes, staleKeeps } = report;
  const size = (bytes: number | undefined) => (bytes === undefined ? '' : formatBytes(bytes));
  return [
    `## Unused packages of ${literal(environment.name)}, ${environment.day}`,
    `${literal(formatEvidence(evidence))}.`,
    ...(missing.length === 0
      ? [headline(report)]
      : [
          'Nothing is called unused yet:',
          missing.map((each) => `- ${literal(formatMissing(each))}: ${adviceOn(each)}.`).join('\n'),
        ]),
    ...(groups.length === 0
      ? []
      : [
          formatRows(
            ['unused', 'frees', 'with it'],
            groups.map((group) => [code(group.root), size(group.bytes), literal(formatRest(group))]),
          ),
        ]),
    formatRows(
      ['verdict', 'number', 'meaning'],
      verdictNames
        .filter((name) => counts[name] > 0)
        .map((name) => [name, formatCount(counts[name]), VERDICT_MEANINGS[name]]),
    ),
    ...LISTED.flatMap((name) => {
      const judged = report.distributions.filter(({ verdict }) => verdict.verdict === name);
      return judged.length === 0 ? [] : [formatDetails(name, judged)];
    }),
    ...staleKeeps.map(
      ({ pattern, line }) => `Keep-list, line ${line}: ${code(pattern)} matches nothing that is installed.`,
    ),
    ...notes,
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

function formatDetails(name: string, judged: readonly Judged[]): string {
  const rows = judged.map((one) => [code(one.name), literal(formatReason(one.verdict))]);
  return `<details><summary>${judged.length} ${name}</summary>\n\n${formatRows([name, 'reason'], rows)}\n\n</details>`;
}

function formatRows(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text in which nothing is markup, within a cell of a table. */
function literal(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

function code(name: string): string {
  return `\`${printable(name).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
