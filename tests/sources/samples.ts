/** Events → what a Prometheus that scrapes the collectors has of them: cumulative samples every few minutes. */
import { startOfDayMs } from '../../src/series/day.ts';
import { type Label, makeSeries, type Series } from '../../src/series/series.ts';
import type { CountedEvent } from './scenario.ts';

export interface TimedSample {
  readonly series: Series;
  readonly seconds: number;
  readonly value: number;
}

export const SCRAPE_SECONDS = 240;

/** A scrape's own labels beside what the collector shows. */
function scraped(series: Series, target: readonly Label[]): Series {
  return makeSeries(series.name, [...series.labels, ...target]);
}

/**
 * What scrapes at every full interval up to `endSeconds` see. Collector `a` shows each series at 0 once before
 * its first value, as ours does; `b` starts with the first value, as statsd_exporter does.
 */
export function* scrape(events: readonly CountedEvent[], endSeconds: number): Generator<TimedSample> {
  const bySeries = Map.groupBy(
    events,
    ({ collector, series }) =>
      scraped(series, [
        { name: 'job', value: 'popcon' },
        { name: 'instance', value: `${collector}:9102` },
      ]).key,
  );
  for (const own of bySeries.values()) {
    const [first] = own;
    if (first === undefined) continue;
    const series = scraped(first.series, [
      { name: 'job', value: 'popcon' },
      { name: 'instance', value: `${first.collector}:9102` },
    ]);
    const firstScrape = Math.ceil(secondsOf(first) / SCRAPE_SECONDS) * SCRAPE_SECONDS;
    if (first.collector === 'a') yield { series, seconds: firstScrape - SCRAPE_SECONDS, value: 0 };
    let value = 0;
    let next = 0;
    for (let seconds = firstScrape; seconds <= endSeconds; seconds += SCRAPE_SECONDS) {
      for (let event = own[next]; event !== undefined && secondsOf(event) <= seconds; event = own[next]) {
        value += event.amount;
        next += 1;
      }
      yield { series, seconds, value };
    }
  }
}

function secondsOf({ day, seconds }: CountedEvent): number {
  return startOfDayMs(day) / 1000 + seconds;
}

/** For `promtool tsdb create-blocks-from openmetrics`: the samples of a series together, times in seconds. */
export function formatOpenMetrics(samples: Iterable<TimedSample>): string {
  const lines: string[] = [];
  for (const { series, seconds, value } of samples) lines.push(`${series.key} ${value} ${seconds}`);
  return `${lines.join('\n')}\n# EOF\n`;
}

/** For VictoriaMetrics' `/api/v1/import/prometheus`: times in milliseconds. */
export function formatImport(samples: Iterable<TimedSample>): string {
  const lines: string[] = [];
  for (const { series, seconds, value } of samples) lines.push(`${series.key} ${value} ${seconds * 1000}`);
  return `${lines.join('\n')}\n`;
}
