/** When did each namespace last report, and is that silence more than weekends and holidays explain? */
import { readActivity } from '../reports/activity.ts';
import { findSilences } from '../reports/silence.ts';
import { type Day, formatDay } from '../series/day.ts';
import { EXPECTED_LAST_DAY } from '../series/metrics.ts';
import type { JsonClient } from '../sources/http.ts';
import type { Source } from '../sources/source.ts';
import { type Check, fault, ok, warning } from './check.ts';
import { labelValues } from './exposition.ts';

/** A namespace that was silent for longer than this is over, and not missed. */
const WINDOW_DAYS = 90;

/** @param expected namespaces that must report. */
export async function checkActivity(
  source: Source,
  today: Day,
  expected: readonly string[],
): Promise<readonly Check[]> {
  const window = { from: today - WINDOW_DAYS + 1, to: today };
  const { days } = await readActivity(source, { window });
  const byNamespace = Map.groupBy(days, ({ namespace }) => namespace);
  const missed = expected
    .filter((name) => !byNamespace.has(name))
    .map((name) =>
      fault(
        'activity',
        `namespace ${name} must report, and nothing came of it in ${WINDOW_DAYS} days`,
        'is the reporter in that image, and does its PYTHON_POPCONTEST_STATSD_PREFIX name the namespace? `popcon doctor --python` there tells',
      ),
    );
  if (byNamespace.size === 0 && missed.length === 0) {
    return [warning('activity', `no process has reported in ${WINDOW_DAYS} days`, source.emptyHint)];
  }
  return [
    ...missed,
    ...[...byNamespace].map(([namespace, rows]) =>
      describe(
        namespace,
        rows.map(({ day }) => day),
        window.to,
      ),
    ),
  ];
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

/** The namespaces that a collector says must report. */
export async function readExpected(collector: JsonClient): Promise<readonly string[]> {
  const { text } = await collector.get('metrics');
  return labelValues(text, EXPECTED_LAST_DAY, 'namespace');
}
