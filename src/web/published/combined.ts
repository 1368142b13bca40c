/** Told periods → longer ones, added up from what was told of each: nothing is told that a reader could not add up. */
import type { Release } from '../../release/document.ts';
import type { ReleasedFigure, ReleasedPeriod } from '../../release/released.ts';
import { mostFirst } from '../../reports/order.ts';

/** The years of a release by months or quarters, and all of it together; none of a single period. */
export function combinedPeriods({ periods }: Release): readonly ReleasedPeriod[] {
  const byYear = [...Map.groupBy(periods, ({ from }) => from.slice(0, 4))];
  const years = byYear.flatMap(([year, own]) =>
    own.length > 1 && own.length < periods.length ? [combine(year, own)] : [],
  );
  return periods.length < 2 ? [] : [...years, combine('all periods', periods)];
}

function combine(name: string, periods: readonly ReleasedPeriod[]): ReleasedPeriod {
  const [first] = periods;
  const last = periods.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('no period to add up');
  const noise = periods.find((period) => period.noise !== undefined)?.noise;
  const processes = sum(
    periods.flatMap((period) => period.processes ?? []),
    periods.length,
  );
  const byPackage = Map.groupBy(
    periods.flatMap((period) => period.packages),
    (row) => row.package,
  );
  const packages = [...byPackage].flatMap(([name, rows]) => {
    const figure = sum(rows, periods.length);
    return figure === undefined ? [] : [{ package: name, ...figure }];
  });
  return {
    by: 'total',
    period: name,
    from: first.from,
    to: last.to,
    firstReleased: last.firstReleased,
    minProcesses: Math.max(...periods.map(({ minProcesses }) => minProcesses)),
    ...(noise === undefined ? {} : { noise }),
    ...(processes === undefined ? {} : { processes }),
    packages: packages.sort(mostFirst),
  };
}

/** Partial where one of the periods does not tell it. */
function sum(figures: readonly ReleasedFigure[], periods: number): ReleasedFigure | undefined {
  if (figures.length === 0) return undefined;
  const byNamespace = Map.groupBy(
    figures.flatMap(({ namespaces = [] }) => namespaces),
    ({ namespace }) => namespace,
  );
  const namespaces = [...byNamespace].map(([namespace, rows]) => ({ namespace, processes: total(rows) }));
  return {
    processes: total(figures),
    partial: figures.length < periods || figures.some(({ partial }) => partial),
    ...(namespaces.length === 0 ? {} : { namespaces }),
  };
}

function total(rows: readonly { readonly processes: number }[]): number {
  return rows.reduce((all, { processes }) => all + processes, 0);
}
