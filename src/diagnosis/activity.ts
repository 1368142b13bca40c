/** When did each namespace last report, and is that silence more than weekends and holidays explain? */
import { Failure } from '../failure.ts';
import { readActivity } from '../reports/activity.ts';
import { findSilences } from '../reports/silence.ts';
import { type Day, formatDay } from '../series/day.ts';
import type { Source } from '../sources/source.ts';
import { type Check, fault, ok, warning } from './check.ts';

/** What came before it is not missed any more. */
const WINDOW_DAYS = 90;

export async function checkActivity(source: Source, today: Day): Promise<readonly Check[]> {
  const window = { from: today - WINDOW_DAYS + 1, to: today };
  try {
    const { days } = await readActivity(source, { window });
    const byNamespace = Map.groupBy(days, ({ namespace }) => namespace);
    if (byNamespace.size === 0) {
      return [warning('activity', `no process has reported in ${WINDOW_DAYS} days`, source.emptyHint)];
    }
    return [...byNamespace].map(([namespace, rows]) =>
      describe(
        namespace,
        rows.map(({ day }) => day),
        window.to,
      ),
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [
      warning(
        'activity',
        error.message,
        'only a popcon collector can tell; ask the Prometheus behind another one',
      ),
    ];
  }
}

function describe(namespace: string, days: readonly Day[], today: Day): Check {
  const who = namespace === '' ? 'processes without a namespace' : `namespace ${namespace}`;
  const last = days.at(-1) ?? today;
  const silence = findSilences(days, { from: days[0] ?? today, to: today }, { quiet: [] }).at(-1);
  if (silence !== undefined && silence.silent.to === formatDay(today)) {
    const found = `${who}: nothing since ${formatDay(last)}; more than ${silence.usualDays} days are unusual there`;
    return fault(
      'activity',
      found,
      `is it still activated there? \`popcon doctor --python\` in that environment tells`,
    );
  }
  return ok('activity', `${who}: last reported ${last === today ? 'today' : `on ${formatDay(last)}`}`);
}
