/** Values out of a `/metrics` page in the Prometheus text format, whichever collector wrote it. */

/** The sum over a metric's series, 0 where it has none. Only series whose labels contain `having`, where given. */
export function sumOf(exposition: string, metric: string, having = ''): number {
  let sum = 0;
  for (const [, labels = '', value] of linesOf(exposition, metric)) {
    if (labels.includes(having)) sum += Number(value);
  }
  return sum;
}

/** True where every series of the metric has the label; undefined where the metric has no series. */
export function hasLabel(exposition: string, metric: string, label: string): boolean | undefined {
  const lines = [...linesOf(exposition, metric)];
  if (lines.length === 0) return undefined;
  return lines.every(([, labels = '']) => new RegExp(`[{,]${label}="`).test(labels));
}

/** Values of one label of a metric's series, in the order of the page. */
export function labelValues(exposition: string, metric: string, label: string): readonly string[] {
  return [...linesOf(exposition, metric)].flatMap(([, labels = '']) => {
    const value = new RegExp(`[{,]${label}="((?:[^"\\\\]|\\\\.)*)"`).exec(labels)?.[1];
    return value === undefined ? [] : [value.replace(/\\(.)/g, (_, each) => (each === 'n' ? '\n' : each))];
  });
}

function linesOf(exposition: string, metric: string): Iterable<RegExpExecArray> {
  return exposition.matchAll(new RegExp(`^${metric}(\\{.*\\})? (\\S+)`, 'gm'));
}
