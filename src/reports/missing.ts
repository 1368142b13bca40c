/** What keeps an answer from being given: too few days or processes, silence, nobody knows whose processes they are. */
import type { Inventory } from '../environment/inventory.ts';
import type { Day, Window } from '../series/day.ts';
import { type Activity, observing } from './activity.ts';
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
  const isQuiet = (day: Day) => quiet.some((each) => each.from <= day && day <= each.to);
  let days = 0;
  for (let day = firstObserved(known, window); day <= window.to; day++) if (!isQuiet(day)) days += 1;
  const processes = activity.days
    .filter(({ day }) => !isQuiet(day))
    .reduce((sum, each) => sum + observing(each), 0);
  return [
    ...(own.untied.length > 0 ? [{ missing: 'environment' as const, others: own.untied }] : []),
    ...(inventory.activation === 'none' && !own.isNamed ? [{ missing: 'reporter' as const }] : []),
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
export function firstObserved({ days }: Activity, { from, to }: Window): Day {
  const first = days.reduce((least, one) => (observing(one) > 0 ? Math.min(least, one.day) : least), to + 1);
  return Math.max(from, first);
}
