/** The metrics at /metrics → docs/metrics.md: the reporter's counters, and the collector's own. */
import { SELF_METRICS } from '../../src/collector/self-metrics.ts';
import { METRIC_HELP, OVERFLOW } from '../../src/series/metrics.ts';

export function formatMetrics(): string {
  const reporters = [...METRIC_HELP].filter(([name]) => name !== OVERFLOW);
  return `# Metrics
What \`/metrics\` of a collector shows. Written by \`npm run reference\`.

## Of the reporters
Counters, by the [built-in rules](mapping.md#the-built-in-rules), with the labels \`package\`, \`namespace\` (the hub's) and \`environment\` where they have one. Whatever else your mapping makes stands beside them. A counter never falls: [what it promises](operations.md#what-it-promises).

| metric | |
| --- | --- |
${rows(reporters.map(([name, help]) => [`\`${name}\``, help]))}

## Of the collector
| metric | type | label | |
| --- | --- | --- | --- |
${rows([
  [`\`${OVERFLOW}\``, 'counter', '', METRIC_HELP.get(OVERFLOW) ?? ''],
  ...SELF_METRICS.map(({ name, type, label, help }) => [
    `\`${name}\``,
    type,
    label === undefined ? '' : `\`${label}\``,
    help,
  ]),
])}

Which of them to alarm on: [operations](operations.md#nothing-is-lost-unsaid), [ready rules](grafana.md#the-rules).
`;
}

function rows(cells: readonly (readonly string[])[]): string {
  return cells.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
