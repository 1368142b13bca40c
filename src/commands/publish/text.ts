/** A review or a release → text for a terminal. */

import { join } from 'node:path';
import type { PlannedPeriod } from '../../release/plan.ts';
import type { Terms } from '../../release/release.ts';
import type { PackageReview, PeriodReview, Review } from '../../release/review.ts';
import type { Style } from '../../render/style.ts';
import { type Column, formatTable, numbers } from '../../render/table.ts';
import { wrap } from '../../render/text.ts';
import { formatNamespace } from '../../words/names.ts';
import { formatCount, formatOf } from '../../words/number.ts';
import type { Published } from './publish.ts';

const PERIOD_COLUMNS: readonly Column<PeriodReview>[] = [
  { heading: 'PERIOD', cell: ({ period }) => period },
  { heading: 'STATE', cell: ({ state }) => state },
  numbers('PROCESSES', ({ processes }) => optional(processes)),
  numbers('NAMED', ({ named }) => optional(named)),
  numbers('FOLDED', ({ folded }) => optional(folded)),
  { heading: '', cell: ({ because }) => because ?? '', flexible: true },
];

function packageColumns(review: Review): readonly Column<PackageReview>[] {
  return [
    { heading: 'PACKAGE', cell: (row) => row.package, flexible: true },
    numbers('PROCESSES', ({ processes }) => formatCount(processes)),
    numbers('PUBLISHED', ({ told }) => (review.noise === undefined ? optional(told) : '')),
    { heading: 'HIDDEN, AND WHY', cell: (row) => explain(row, review), flexible: true },
  ];
}

export function formatReview(review: Review, style: Style): string {
  const { minProcesses, noise, periods, packages } = review;
  const newest = periods.findLast(({ state }) => state === 'new');
  const head = [
    `What would be published, from ${formatOf(minProcesses, 'process', 'processes')} on. Nothing was written.`,
    ...(noise === undefined
      ? []
      : [
          `Each count would get noise of ε ${noise.epsilon}, within ±${noise.margin95} with 95%. What is hidden is decided on the noised counts, so it is not known before they are drawn; below are the true ones.`,
        ]),
  ];
  const rows = packages.filter(({ period }) => period === newest?.period);
  const others = periods.filter(({ state }) => state === 'new').length - 1;
  const parts = [
    head.map((line) => wrap(line, style.width)).join('\n'),
    formatTable(PERIOD_COLUMNS, periods, style).trimEnd(),
    ...(newest === undefined
      ? []
      : [
          `${style.bold(newest.period)}${others > 0 ? `, the newest; --json has the other ${others === 1 ? 'new period' : formatOf(others, 'new period')} too` : ''}`,
          formatTable(packageColumns(review), rows, style).trimEnd(),
        ]),
    ...(rows.some(({ because }) => because === 'too few in each namespace')
      ? [
          wrap(
            '--no-namespaces would name packages whose processes are spread thin over namespaces.',
            style.width,
          ),
        ]
      : []),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

export function formatPublished(
  { release, fresh, thin }: Published,
  plan: readonly PlannedPeriod[],
  directory: string,
  { minProcesses }: Terms,
): string {
  const { periods } = release;
  const [first, last] = [periods[0]?.period ?? '', periods.at(-1)?.period ?? ''];
  const span = first === last ? first : `${first} to ${last}`;
  const lines = [
    `Published to ${directory}: ${formatOf(periods.length, 'period')} (${span}), ${fresh.length} of them new. Open ${join(directory, 'index.html')}.`,
    ...asTold(plan, minProcesses),
    ...fresh.map(
      ({ period, processes, packages }) =>
        `${period}: ${processes === undefined ? 'too few processes to publish' : formatOf(processes.processes, 'process', 'processes')}, ${formatOf(packages.length, 'package')} named.`,
    ),
    ...(thin === 0
      ? []
      : [
          `${formatOf(thin, 'package has', 'packages have')} enough processes in all, but not in any one namespace: --no-namespaces would name ${thin === 1 ? 'it' : 'them'}.`,
        ]),
    ...plan.flatMap((planned) =>
      planned.state === 'left out' ? [`Left out: ${planned.period.name} ${planned.because}.`] : [],
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Periods that were told on other terms than are asked for now: they stay as they were told. */
function asTold(plan: readonly PlannedPeriod[], asked: number): readonly string[] {
  const told = plan.flatMap((planned) => (planned.state === 'as published' ? [planned.released] : []));
  const otherwise = Map.groupBy(
    told.filter(({ minProcesses }) => minProcesses !== asked),
    ({ minProcesses }) => minProcesses,
  );
  return [...otherwise].map(([minProcesses, periods]) => {
    const [first, last] = [periods[0]?.period ?? '', periods.at(-1)?.period ?? ''];
    const which = periods.length === 1 ? `${first} stays as it was` : `${first} to ${last} stay as they were`;
    return `${which} told, with counts below ${minProcesses} hidden, not below ${asked}: what was told cannot be taken back.`;
  });
}

function explain({ because, hidden }: PackageReview, { minProcesses }: Review): string {
  if (because === undefined) return '';
  const few = `fewer than ${minProcesses}`;
  const where = hidden
    .map(({ namespace, processes }) => `${formatNamespace(namespace)} ${processes}`)
    .join(', ');
  switch (because) {
    case 'too few processes':
      return few;
    case 'too few in each namespace':
      return `${few} in each namespace: ${where}`;
    case 'some namespaces have too few':
      return `${where}: ${few}`;
  }
}

function optional(count: number | undefined): string {
  return count === undefined ? '' : formatCount(count);
}
