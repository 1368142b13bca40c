/** How one package is used in a window, whether or not it is installed anywhere: what its page begins with. */
import { sameName } from '../reports/nearest.ts';
import { type TopReport, type TopRow, topReport } from '../reports/top.ts';
import { type Step, type TrendReport, trendReport } from '../reports/trend.ts';
import { formatDay, type Window } from '../series/day.ts';
import type { Query, Source } from '../sources/source.ts';
import type { PackageUse } from './pages/package.ts';

/** From so many days on, the course is by week, and by month. */
const WEEKS_FROM_DAYS = 120;
const MONTHS_FROM_DAYS = 1_000;

export interface PackageReading {
  readonly use: PackageUse;
  /** Absent where it was never imported. */
  readonly trend?: TrendReport;
  readonly everImported: boolean;
  /** Every package ever imported. */
  readonly known: readonly string[];
}

export async function readPackageUse(source: Source, query: Query, name: string): Promise<PackageReading> {
  const top = await topReport(source, { ...query, byNamespace: true });
  const imported = top.rows.map((row) => row.package);
  const earlier = await source.earlier({
    before: query.window.from,
    except: new Set(imported),
    ...(query.namespaces === undefined ? {} : { namespaces: query.namespaces }),
  });
  const known = [...imported, ...earlier.map((row) => row.package)];
  // Several where older reporters did not normalise its name.
  const labels = new Set(sameName(name, known));
  const rows = top.rows.filter((row) => labels.has(row.package));
  const lastDays = [
    ...rows.map(({ lastDay }) => lastDay),
    ...earlier.filter((row) => labels.has(row.package)).map(({ lastDay }) => formatDay(lastDay)),
  ];
  const lastDay = lastDays.sort().at(-1);
  const everImported = labels.size > 0;
  return {
    use: {
      evidence: top.evidence,
      ...countsOf(rows),
      ...(lastDay === undefined ? {} : { lastDay }),
      ...(rows[0] === undefined ? {} : { rank: { place: top.rows.indexOf(rows[0]) + 1, of: top.packages } }),
      byNamespace: byNamespace(top, rows),
    },
    ...(everImported
      ? { trend: await trendReport(source, { ...query, packages: [name], step: stepOf(query.window) }) }
      : {}),
    everImported,
    known,
  };
}

type Counts = Pick<PackageUse, 'processes' | 'share' | 'direct'>;

function countsOf(rows: readonly Counts[]): Counts {
  const share = sumKnown(rows.map((row) => row.share));
  const direct = sumKnown(rows.map((row) => row.direct));
  return {
    processes: sumKnown(rows.map(({ processes }) => processes)) ?? 0,
    ...(share === undefined ? {} : { share }),
    ...(direct === undefined ? {} : { direct }),
  };
}

function byNamespace({ namespaces = [] }: TopReport, rows: readonly TopRow[]): PackageUse['byNamespace'] {
  return namespaces.flatMap(({ namespace }, at) => {
    const counts = countsOf(rows.flatMap((row) => row.byNamespace?.[at] ?? []));
    return counts.processes === 0 ? [] : [{ namespace, ...counts }];
  });
}

/** Undefined where none is known. */
function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
}

function stepOf({ from, to }: Window): Step {
  const days = to - from + 1;
  return days < WEEKS_FROM_DAYS ? 'day' : days < MONTHS_FROM_DAYS ? 'week' : 'month';
}
