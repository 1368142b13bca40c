/**
 * Counts of one period → its release: noise first where it is asked for, then suppression, which so decides on noised
 * counts alone.
 */
import { mostFirst } from '../reports/order.ts';
import { type Day, formatDay } from '../series/day.ts';
import { addNoise } from './counts.ts';
import { noiseMargin95, type UniformInteger } from './noise.ts';
import type { Period } from './period.ts';
import { formatRational, type Rational } from './rational.ts';
import type { ReleasedFigure, ReleasedPeriod } from './released.ts';
import { type Figure, type PeriodCounts, suppress } from './suppress.ts';

/** How a period is released; public. */
export interface Terms {
  readonly minProcesses: number;
  /** Namespaces apart. */
  readonly byNamespace: boolean;
  /** Noise for each count; absent for none. */
  readonly epsilon?: Rational | undefined;
  readonly today: Day;
}

export function releasePeriod(
  period: Period,
  counts: PeriodCounts,
  terms: Terms,
  uniform: UniformInteger,
): ReleasedPeriod {
  const { minProcesses, byNamespace, epsilon } = terms;
  const disclosure = suppress(
    epsilon === undefined ? counts : addNoise(counts, epsilon, uniform),
    minProcesses,
  );
  const tell = (figure: Figure) => releaseFigure(figure, byNamespace ? counts.namespaces : undefined);
  return {
    by: period.by,
    period: period.name,
    from: formatDay(period.days.from),
    to: formatDay(period.days.to),
    firstReleased: formatDay(terms.today),
    minProcesses,
    ...describeNoise(epsilon),
    ...(disclosure.processes === undefined ? {} : { processes: tell(disclosure.processes) }),
    packages: [...disclosure.packages]
      .map(([name, figure]) => ({ package: name, ...tell(figure) }))
      .sort(mostFirst),
    ...(disclosure.other === undefined
      ? {}
      : { other: { imports: disclosure.other.sum, partial: disclosure.other.partial } }),
  };
}

/** As a release says it; nothing where there is none. */
export function describeNoise(epsilon: Rational | undefined): Pick<ReleasedPeriod, 'noise'> {
  if (epsilon === undefined) return {};
  return {
    noise: {
      distribution: 'discrete Laplace',
      epsilon: formatRational(epsilon),
      margin95: noiseMargin95(epsilon),
    },
  };
}

function releaseFigure(
  { total, partial, told }: Figure,
  namespaces: readonly string[] | undefined,
): ReleasedFigure {
  if (namespaces === undefined) return { processes: total, partial };
  return {
    processes: total,
    partial,
    namespaces: namespaces.flatMap((namespace, column) => {
      const processes = told[column];
      return processes === undefined ? [] : [{ namespace, processes }];
    }),
  };
}
