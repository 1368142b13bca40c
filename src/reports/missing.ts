/** The reasons to refuse an answer: too few days or processes, silence, processes of an unknown environment. */
import type { Inventory } from '../environment/inventory.ts';
import { type Day, daysOf, isInAny, type Window } from '../series/day.ts';
import type { ProcessDay } from '../sources/source.ts';
import { sum } from '../sums.ts';
import { type Activity, isTooIncomplete, observing, ownOf } from './activity.ts';
import type { OwnProcesses } from './own-processes.ts';
import { silencesOf } from './silence.ts';
import type { Missing, UnusedOptions } from './unused.ts';

/**
 * @param known the activity of the window and of a time before it.
 * @param activity that of the window.
 */
export function findMissing(
  inventory: Inventory,
  known: Activity,
  activity: Activity,
  own: Pick<OwnProcesses, 'untied' | 'isNamed' | 'isOwn'>,
  options: UnusedOptions,
): Missing[] {
  const { window, minDays, minProcesses, quiet } = options;
  const reported = activity.days.filter(({ day }) => !isInAny(quiet, day));
  const sumOf = (of: (day: ProcessDay) => number) => sum(reported.map(of));
  const reports = {
    processes: sumOf((day) => day.processes),
    incomplete: sumOf((day) => day.incomplete ?? 0),
  };
  const tooIncomplete = isTooIncomplete(reports);
  // Time and further processes do not mend what too short a budget costs.
  const counts = tooIncomplete ? ownOf : observing;
  const observed = { from: firstObserved(known, window, counts), to: window.to };
  const days = daysOf(observed).filter((day) => !isInAny(quiet, day)).length;
  const processes = sumOf(counts);
  return [
    ...(own.untied.length > 0 ? [{ missing: 'environment' as const, others: own.untied }] : []),
    ...(inventory.activation === 'none' && !own.isNamed ? [{ missing: 'reporter' as const }] : []),
    ...(tooIncomplete
      ? [{ missing: 'complete reports' as const, incomplete: reports.incomplete, of: reports.processes }]
      : []),
    ...(days < minDays ? [{ missing: 'days' as const, have: days, need: minDays }] : []),
    ...(processes < minProcesses
      ? [{ missing: 'processes' as const, have: processes, need: minProcesses }]
      : []),
    ...(inventory.unknown.includes('requirements')
      ? [{ missing: 'inventory' as const, unknown: ['requirements' as const] }]
      : []),
    ...silencesOf(known, window, { ...options, expected: options.expected.filter(own.isOwn) }).map(
      ({ usualDays, ...silence }) => ({
        missing: 'silence' as const,
        ...silence,
        usual: usualDays,
      }),
    ),
  ];
}

/** The window's first day, or the first on which an import would have shown, where there was none before. */
export function firstObserved({ days }: Activity, { from, to }: Window, counts = observing): Day {
  const first = days.reduce((least, one) => (counts(one) > 0 ? Math.min(least, one.day) : least), to + 1);
  return Math.max(from, first);
}
