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
  readonly trend: TrendReport;
}

/** Undefined where no process ever imported it. */
export async function readPackageUse(
  source: Source,
  query: Query,
  name: string,
): Promise<PackageReading | undefined> {
  const top = await topReport(source, { ...query, byNamespace: true });
  const rows = rowsOf(top, name);
  const lastDay =
    rows
      .map((row) => row.lastDay)
      .sort()
      .at(-1) ?? (await lastDayBefore(source, query, name));
  if (lastDay === undefined) return undefined;
  return {
    use: {
      evidence: top.evidence,
      processes: sum(rows.map(({ processes }) => processes)),
      ...(rows.some(({ share }) => share !== undefined)
        ? { share: sum(rows.map(({ share = 0 }) => share)) }
        : {}),
      ...(rows.some(({ direct }) => direct !== undefined)
        ? { direct: sum(rows.map(({ direct = 0 }) => direct)) }
        : {}),
      lastDay,
      ...(rows[0] === undefined ? {} : { rank: { place: top.rows.indexOf(rows[0]) + 1, of: top.packages } }),
      byNamespace: byNamespace(top, rows),
    },
    trend: await trendReport(source, { ...query, packages: [name], step: stepOf(query.window) }),
  };
}

/** The package's rows: several where older reporters did not normalise its name. */
function rowsOf(top: TopReport, name: string): readonly TopRow[] {
  const labels = sameName(
    name,
    top.rows.map((row) => row.package),
  );
  return top.rows.filter((row) => labels.includes(row.package));
}

function byNamespace({ namespaces = [] }: TopReport, rows: readonly TopRow[]): PackageUse['byNamespace'] {
  return namespaces.flatMap(({ namespace }, at) => {
    const cells = rows.flatMap((row) => row.byNamespace?.[at] ?? []);
    const processes = sum(cells.map((cell) => cell.processes));
    if (processes === 0) return [];
    return [
      {
        namespace,
        processes,
        ...(cells.some(({ share }) => share !== undefined)
          ? { share: sum(cells.map(({ share = 0 }) => share)) }
          : {}),
      },
    ];
  });
}

async function lastDayBefore(source: Source, query: Query, name: string): Promise<string | undefined> {
  const earlier = await source.earlier({
    before: query.window.from,
    except: new Set(),
    ...(query.namespaces === undefined ? {} : { namespaces: query.namespaces }),
  });
  const labels = new Set(
    sameName(
      name,
      earlier.map((row) => row.package),
    ),
  );
  const days = earlier.filter((row) => labels.has(row.package)).map(({ lastDay }) => lastDay);
  return days.length === 0 ? undefined : formatDay(Math.max(...days));
}

function stepOf({ from, to }: Window): Step {
  const days = to - from + 1;
  return days < WEEKS_FROM_DAYS ? 'day' : days < MONTHS_FROM_DAYS ? 'week' : 'month';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
