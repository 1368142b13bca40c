/** A release as a whole, and its JSON: every figure told, and a statement of what was done to them. */
import type { DayText } from '../reports/evidence.ts';
import { FORMAT } from './directory.ts';
import { type Granularity, isShort } from './period.ts';
import type { ReleasedFigure, ReleasedPeriod } from './released.ts';

/** Name of the installation, the owner of the figures, and an address for questions. */
export interface ReleaseAbout {
  readonly title?: string;
  readonly owner?: string;
  readonly contact?: string;
}

export interface Release {
  /** `popcon 1.0.0`. */
  readonly generator: string;
  readonly made: DayText;
  /** As `popcon.yml` says. */
  readonly about?: ReleaseAbout;
  readonly by: Granularity;
  /** At least one, in the order of their days. */
  readonly periods: readonly ReleasedPeriod[];
  /** Exact fractions; absent where nothing was released with noise. */
  readonly budget?: { readonly total: string; readonly spent: string };
}

/** `release.json`; `files` are those of the release besides it. */
export function formatDocument(release: Release, files: readonly string[]): string {
  const { generator, made, about, by, budget, periods } = release;
  const document = {
    format: FORMAT,
    generator,
    made,
    ...(about === undefined ? {} : { about }),
    by,
    statement: stateTreatment(release),
    ...(budget === undefined ? {} : { budget }),
    periods,
    files,
  };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

/** How the figures were treated, in sentences for people, each true of this release. */
export function stateTreatment(release: Release): string[] {
  const thresholds = distinct(release.periods.map(({ minProcesses }) => minProcesses));
  return [
    'Counts are of processes, not of people: one person can start many. No user, host or address was ever recorded.',
    `A count below ${thresholds.join(' or ')} is hidden, and so is whether it is zero. Totals are added up from what is shown, so that no difference gives a hidden count away; a total marked as partial leaves something out.`,
    'All hidden imports stand together as "other", where there are enough of them that each could still be anything below the threshold.',
    `A period is published ${release.by === 'total' ? 'up to the day of its release' : 'when it is over'}, and never again with other figures.`,
    ...release.periods
      .filter(isShort)
      .map(
        ({ period, from }) => `${period} is short: it holds the days from ${from} on, when counting began.`,
      ),
    ...stateNoise(release),
  ];
}

function stateNoise({ periods, budget }: Release): string[] {
  const noised = periods.flatMap(({ period, noise }) => (noise === undefined ? [] : [{ period, ...noise }]));
  if (noised.length === 0) return [];
  const which =
    noised.length === periods.length ? '' : ` of ${noised.map(({ period }) => period).join(', ')}`;
  const epsilons = distinct(noised.map(({ epsilon }) => epsilon)).join(' or ');
  const margins = distinct(noised.map(({ margin95 }) => margin95)).join(' or ');
  return [
    `Each count${which} carries random noise (discrete Laplace, ε ${epsilons} a count: within ±${margins} with 95%), drawn before anything was hidden. It protects one process in one count; a process that imports many packages, or a person with many processes, is protected less by as much.`,
    ...(budget === undefined
      ? []
      : [`Of a privacy budget of ${budget.total} for any day, ${budget.spent} is spent.`]),
  ];
}

/** The share of all processes; absent where they are not told. */
export function shareOf(figure: ReleasedFigure, { processes }: ReleasedPeriod): number | undefined {
  if (processes === undefined || processes.processes <= 0) return undefined;
  return Math.min(1, figure.processes / processes.processes);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
