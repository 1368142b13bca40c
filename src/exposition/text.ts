/**
 * Families in, the Prometheus text format out, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Families come once each, in any order.
 */
import type { Family } from './family.ts';

export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function renderText(families: Iterable<Family>): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`);
    for (const { key, value } of samples) lines.push(`${key} ${formatValue(value)}`);
  }
  lines.push('');
  return lines.join('\n');
}

/** Integers are written out, as far as a double is exact. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

function escapeHelp(help: string): string {
  return help.replace(/[\\\n]/g, (char) => (char === '\n' ? '\\n' : '\\\\'));
}
