/**
 * Formats families as OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/), which requires `_total`
 * at the end of a counter's name, so that counters have other names than in the text format. Their `_created` is the
 * day on which they began.
 */
import type { Family } from './family.ts';

export const OPENMETRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
export const OPENMETRICS_END = '# EOF\n';

const TOTAL = '_total';

/** A counter uses its base name with each of these suffixes: no other family may have such a name. */
const COUNTER_SUFFIXES = ['', TOTAL, '_created'];

/** Without the final `# EOF`, so that more can follow. */
export function renderOpenMetrics(families: readonly Family[]): string {
  const bases = counterBases(families.filter(({ type }) => type === 'counter').map(({ name }) => name));
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    const base = type === 'counter' ? bases.get(name) : undefined;
    lines.push(openMetricsHead({ name, help, base, type }));
    for (const { key, value } of samples) {
      const spelling = base === undefined ? key : `${base}${TOTAL}${key.slice(name.length)}`;
      lines.push(`${spelling} ${value}\n`);
    }
  }
  return lines.join('');
}

/**
 * Base names of the counters that can have one. Senders choose names, so `x`, `x_total` and `x_created` may all exist;
 * a counter whose names belong to another family keeps its name and has type unknown.
 */
export function counterBases(counters: readonly string[]): ReadonlyMap<string, string> {
  const names = new Set(counters);
  const claimed = new Set<string>();
  const bases = new Map<string, string>();
  for (const name of counters) {
    const base = name.endsWith(TOTAL) ? name.slice(0, -TOTAL.length) : name;
    const wanted = COUNTER_SUFFIXES.map((suffix) => base + suffix);
    const isFree = (one: string) => !claimed.has(one) && (one === name || !names.has(one));
    if (base === '' || !wanted.every(isFree)) continue;
    for (const one of wanted) claimed.add(one);
    bases.set(name, base);
  }
  return bases;
}

/** The metadata lines of a family; `base` is a counter's base name, if it has one. */
export function openMetricsHead({
  name,
  help,
  base,
  type,
}: Pick<Family, 'name' | 'help' | 'type'> & { readonly base: string | undefined }): string {
  const written = type === 'gauge' ? 'gauge' : base === undefined ? 'unknown' : 'counter';
  return `# HELP ${base ?? name} ${escapeHelp(help)}\n# TYPE ${base ?? name} ${written}\n`;
}

function escapeHelp(help: string): string {
  return help.replace(/[\\\n"]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
