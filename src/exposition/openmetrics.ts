/**
 * Families in, OpenMetrics 1.0 out (https://prometheus.io/docs/specs/om/open_metrics_spec/), with the day on which
 * each counter began as its `_created`: nothing finer is known. OpenMetrics wants `_total` at the end of a counter's
 * name, so a counter is called otherwise here than in the text format.
 */
import { startOfDayMs } from '../series/day.ts';
import type { Family } from './family.ts';
import { formatValue } from './text.ts';

export const OPENMETRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const TOTAL = '_total';

export function renderOpenMetrics(families: readonly Family[]): string {
  const names = new Set(families.map(({ name }) => name));
  const lines: string[] = [];
  for (const family of families) {
    if (family.type === 'counter') pushCounter(lines, family, names);
    else pushFamily(lines, family, family.type);
  }
  lines.push('# EOF', '');
  return lines.join('\n');
}

function pushCounter(lines: string[], family: Family, names: ReadonlySet<string>): void {
  const { name, samples, help } = family;
  const hasTotal = name.endsWith(TOTAL);
  const base = hasTotal ? name.slice(0, -TOTAL.length) : name;
  if (base === '' || (!hasTotal && names.has(`${name}${TOTAL}`))) {
    // Somebody counts both `x` and `x_total`, which would be one name here.
    pushFamily(lines, family, 'unknown');
    return;
  }
  lines.push(`# HELP ${base} ${escapeHelp(help)}`, `# TYPE ${base} counter`);
  const isCreatedFree = !names.has(`${base}_created`) && !names.has(`${base}_created${TOTAL}`);
  for (const { key, value, firstDay } of samples) {
    const labels = key.slice(name.length);
    lines.push(`${base}${TOTAL}${labels} ${formatValue(value)}`);
    if (firstDay !== undefined && isCreatedFree) {
      lines.push(`${base}_created${labels} ${startOfDayMs(firstDay) / 1000}`);
    }
  }
}

function pushFamily(lines: string[], { name, help, samples }: Family, type: 'gauge' | 'unknown'): void {
  lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`);
  for (const { key, value } of samples) lines.push(`${key} ${formatValue(value)}`);
}

function escapeHelp(help: string): string {
  return help.replace(/[\\\n"]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
