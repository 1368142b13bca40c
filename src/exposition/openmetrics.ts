/**
 * Families in, OpenMetrics 1.0 out (https://prometheus.io/docs/specs/om/open_metrics_spec/). OpenMetrics wants
 * `_total` at the end of a counter's name, so a counter is called otherwise here than in the text format; it may have
 * a `_created`, the day on which it began: nothing finer is known.
 */
import type { Family } from './family.ts';

export const OPENMETRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
export const OPENMETRICS_END = '# EOF\n';

const TOTAL = '_total';

/** The suffixes of a counter's samples, and of none: all of them are names that no other family may use. */
const COUNTER_SUFFIXES = ['', TOTAL, '_created'];

/** Without the end, so that more may follow. */
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
 * The OpenMetrics names of the counters that can have one. Senders choose names, so `x`, `x_total` and `x_created`
 * may all be there; a counter whose three names are another family's goes by its own name, as of unknown type.
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

/** What stands before the samples of a family; `base` is that of a counter that has one. */
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
