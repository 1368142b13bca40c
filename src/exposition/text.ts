/**
 * Formats families in the Prometheus text format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Families come once each, in any order.
 */
import type { Family } from './family.ts';

export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function renderText(families: Iterable<Family>): string {
  const lines: string[] = [];
  for (const family of families) {
    lines.push(textHead(family));
    for (const { key, value } of family.samples) lines.push(`${key} ${value}\n`);
  }
  return lines.join('');
}

/** The metadata lines of a family. */
export function textHead({ name, type, help }: Pick<Family, 'name' | 'type' | 'help'>): string {
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
}

function escapeHelp(help: string): string {
  return help.replace(/[\\\n]/g, (char) => (char === '\n' ? '\\n' : '\\\\'));
}
