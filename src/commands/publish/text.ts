/** What `popcon publish` did, or would do, for a reader at a terminal. */

import type { PlannedPeriod } from '../../release/plan.ts';
import type { Because, PackageReview, PeriodReview, Review } from '../../release/review.ts';
import { formatNamespace } from '../../render/evidence.ts';
import { formatCount, formatOf } from '../../render/number.ts';
import type { Style } from '../../render/style.ts';
import { type Column, formatTable } from '../../render/table.ts';
import { wrap } from '../../render/text.ts';
import type { Published } from './publish.ts';

const PERIOD_COLUMNS: readonly Column[] = [
  { title: 'PERIOD' },
  { title: 'STATE' },
  { title: 'PROCESSES', align: 'right' },
  { title: 'NAMED', align: 'right' },
  { title: 'FOLDED', align: 'right' },
  { title: '', flexible: true },
];

const PACKAGE_COLUMNS: readonly Column[] = [
  { title: 'PACKAGE', flexible: true },
  { title: 'PROCESSES', align: 'right' },
  { title: 'PUBLISHED', align: 'right' },
  { title: 'HIDDEN, AND WHY', flexible: true },
];

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
    formatTable(PERIOD_COLUMNS, periods.map(periodRow), style).trimEnd(),
    ...(newest === undefined
      ? []
      : [
          `${style.bold(newest.period)}${others > 0 ? `, the newest; --json has the other ${others === 1 ? 'new period' : formatOf(others, 'new period')} too` : ''}`,
          formatTable(
            PACKAGE_COLUMNS,
            rows.map((row) => packageRow(row, review)),
            style,
          ).trimEnd(),
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

/** What was written, where. */
export function formatPublished(
  { release, fresh, thin }: Published,
  plan: readonly PlannedPeriod[],
  directory: string,
): string {
  const { periods } = release;
  const [first, last] = [periods[0]?.period ?? '', periods.at(-1)?.period ?? ''];
  const span = first === last ? first : `${first} to ${last}`;
  const lines = [
    `Published to ${directory}: ${formatOf(periods.length, 'period')} (${span}), ${fresh.length} of them new.`,
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

function periodRow(row: PeriodReview): string[] {
  return [
    row.period,
    row.state,
    optional(row.processes),
    optional(row.named),
    optional(row.folded),
    row.because ?? '',
  ];
}

function packageRow(
  { package: name, processes, told, hidden, because }: PackageReview,
  review: Review,
): string[] {
  const toldText = review.noise === undefined ? optional(told) : '';
  return [
    name,
    formatCount(processes),
    toldText,
    because === undefined ? '' : explain(because, hidden, review),
  ];
}

function explain(because: Because, hidden: PackageReview['hidden'], { minProcesses }: Review): string {
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
