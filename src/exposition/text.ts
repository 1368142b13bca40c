/**
 * Families in, the Prometheus text format out, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Families come once each, in any order.
 */
import type { Family } from './family.ts';

export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const BLOCK_LINES = 1_000;

/** In blocks of lines, each made when it is asked for: fifty thousand series are not held as one text. */
export function* renderText(families: Iterable<Family>): Generator<string, void> {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    lines.push(`# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`);
    for (const { key, value } of samples) {
      lines.push(`${key} ${formatValue(value)}\n`);
      if (lines.length >= BLOCK_LINES) yield lines.splice(0).join('');
    }
  }
  yield lines.join('');
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
