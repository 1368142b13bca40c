/** The collector's own metrics: one row per metric, with a function that reads it from the collector's state. */
import type { ExposedSample, Family } from '../exposition/family.ts';
import type { IngestCounters } from '../ingest/messages.ts';
import type { Recorder } from '../ledger/recorder.ts';
import { startOfDayMs } from '../series/day.ts';
import { EXPECTED_LAST_DAY, LEDGER_FIRST_DAY } from '../series/metrics.ts';
import { makeSeries } from '../series/series.ts';
import { version } from '../version.ts';
import type { Connections } from '../web/connections.ts';

export interface SelfState {
  readonly counters: IngestCounters;
  readonly recorder: Recorder;
  readonly maxSeries: number;
  readonly maxSeriesBytes: number;
  /** True if one system call reads many datagrams, which needs the package koffi. */
  readonly readsInBatches: boolean;
  readonly startedSeconds: number;
  readonly web: Connections | undefined;
  /** Responses of `/metrics` cut off because their clients were slow and memory was needed. */
  readonly scrapesClosed: number;
  /** Last report of each namespace that must report; undefined if none must. */
  readonly lastReports: Readonly<Record<string, number>> | undefined;
  readonly reloads: { readonly succeeded: number; readonly failed: number };
}

/** One value, or one per value of the label; undefined if the metric is not shown. */
type Read = (state: SelfState) => number | Readonly<Record<string, number>> | undefined;

interface SelfMetric {
  readonly name: string;
  readonly type: Family['type'];
  readonly help: string;
  /** Name of the label whose values are the keys that {@link read} returns. */
  readonly label?: string;
  readonly read: Read;
}

export const SELF_METRICS: readonly SelfMetric[] = [
  gauge('popcon_build_info', 'Version of the collector.', () => ({ [version]: 1 }), 'version'),
  gauge(
    'popcon_start_time_seconds',
    'When the collector started, in seconds since the epoch.',
    ({ startedSeconds }) => startedSeconds,
  ),
  counter(
    'popcon_datagrams_received_total',
    'Datagrams read from a socket.',
    ({ counters }) => counters.datagrams,
    'protocol',
  ),
  counter(
    'popcon_datagrams_dropped_total',
    'Datagrams that were not read, by why; kernel: its buffer was full, missing where it does not say.',
    ({ counters }) => counters.dropped,
    'reason',
  ),
  gauge(
    'popcon_batched_reads',
    'Whether datagrams are read many per system call, which takes the package koffi.',
    ({ readsInBatches }) => Number(readsInBatches),
  ),
  counter('popcon_lines_received_total', 'Lines read, from all sockets.', ({ counters }) => counters.lines),
  counter(
    'popcon_samples_received_total',
    'Samples read: those recorded, pending, refused and relayed add up to them.',
    ({ counters }) => counters.samples,
  ),
  counter(
    'popcon_samples_recorded_total',
    'Samples committed to the ledger.',
    ({ recorder }) => recorder.committedSamples,
  ),
  gauge(
    'popcon_samples_pending',
    'Samples counted that are not committed yet.',
    ({ counters, recorder }) => counters.waitingSamples + recorder.pendingSamples,
  ),
  counter(
    'popcon_samples_refused_total',
    'Samples that do not count, by why.',
    ({ counters }) => counters.refused,
    'reason',
  ),
  counter(
    'popcon_samples_relayed_total',
    'Samples of other types than counter, which are only relayed.',
    ({ counters }) => counters.relayed,
  ),
  counter(
    'popcon_samples_folded_total',
    'Samples that count in a collective series instead of their own, by why.',
    ({ counters }) => counters.folded,
    'reason',
  ),
  counter(
    'popcon_tags_left_out_total',
    'Tags left out of samples that count all the same, by why; not-kept: of a metric of the reporter, on which only package, namespace, environment and what a rule names are kept.',
    ({ counters }) => counters.tagsLeftOut,
    'reason',
  ),
  counter(
    'popcon_sample_factor_errors_total',
    'Sampling factors that are not numbers, whose samples count as if they had none.',
    ({ counters }) => counters.factorErrors,
  ),
  counter(
    'popcon_tcp_connections_total',
    'TCP connections taken, and turned away or closed, by why.',
    ({ counters: { tcp } }) => ({
      accepted: tcp.accepted,
      'too-many': tcp.refused,
      'not-allowed': tcp.notAllowed,
      idle: tcp.idle,
    }),
    'outcome',
  ),
  gauge('popcon_tcp_connections_open', 'TCP connections open now.', ({ counters }) => counters.tcp.open),
  counter(
    'popcon_http_connections_total',
    'HTTP connections taken, and turned away or closed, by why; displaced: idle, for a new one at the bound.',
    ({ web }) => web && { ...web.counts },
    'outcome',
  ),
  gauge('popcon_http_connections_open', 'HTTP connections open now.', ({ web }) => web?.open),
  counter(
    'popcon_scrapes_closed_total',
    'Answers at /metrics cut off, for their readers were slow and others needed the room.',
    ({ scrapesClosed }) => scrapesClosed,
  ),
  counter(
    'popcon_relay_lines_total',
    'Lines for the other statsd server, by what became of them; with those that wait they add up to all that came.',
    ({ counters: { relay } }) =>
      relay && {
        sent: relay.sent,
        dropped: relay.dropped,
        expired: relay.expired,
        'too-long': relay.tooLong,
        failed: relay.failed,
      },
    'outcome',
  ),
  gauge(
    'popcon_relay_lines_waiting',
    'Lines that wait for the other statsd server.',
    ({ counters: { relay } }) => relay?.waiting,
  ),
  gauge('popcon_known_lines', 'Lines whose series is remembered.', ({ counters }) => counters.knownLines),
  gauge('popcon_mapping_rules', 'Mapping rules in force.', ({ counters }) => counters.rules),
  counter(
    'popcon_mapping_reloads_total',
    'Reloads of the mapping file.',
    ({ reloads }) => reloads,
    'outcome',
  ),
  gauge('popcon_series', 'Series in the ledger.', ({ recorder }) => recorder.totals.count),
  gauge(
    'popcon_series_limit',
    'Series past which increments go to popcon_overflow_total.',
    ({ maxSeries }) => maxSeries,
  ),
  gauge(
    'popcon_series_bytes',
    'What the names and labels of all series take.',
    ({ counters }) => counters.seriesBytes,
  ),
  gauge(
    'popcon_series_bytes_limit',
    'Bytes of names and labels past which increments of new series go to popcon_overflow_total.',
    ({ maxSeriesBytes }) => maxSeriesBytes,
  ),
  gauge(
    LEDGER_FIRST_DAY,
    'Start of the first UTC day with a count in the ledger, in seconds since the epoch; missing while it is empty.',
    ({ recorder: { totals } }) => totals.firstDay && startOfDayMs(totals.firstDay) / 1000,
  ),
  gauge(
    EXPECTED_LAST_DAY,
    'Start of the last UTC day on which a namespace that must report did, in seconds since the epoch; 0: never.',
    ({ lastReports }) => lastReports,
    'namespace',
  ),
  counter(
    'popcon_ledger_commits_total',
    'Commits to the ledger.',
    ({ recorder }) => recorder.commits,
    'outcome',
  ),
  gauge(
    'popcon_ledger_writable',
    'Whether the last commit succeeded; where not, counts wait in memory.',
    ({ recorder }) => Number(recorder.failure === undefined),
  ),
];

export function selfFamilies(state: SelfState): Family[] {
  return SELF_METRICS.flatMap(({ name, type, help, label, read }) => {
    const value = read(state);
    if (value === undefined) return [];
    return [{ name, type, help, samples: samplesOf(name, label, value) }];
  });
}

function samplesOf(
  name: string,
  label = '',
  value: number | Readonly<Record<string, number>>,
): ExposedSample[] {
  if (typeof value === 'number') return [{ key: name, value }];
  return Object.entries(value).map(([text, count]) => {
    return { key: makeSeries(name, [{ name: label, value: text }]).key, value: count };
  });
}

function counter(name: string, help: string, read: Read, label?: string): SelfMetric {
  return { name, type: 'counter', help, read, ...(label !== undefined && { label }) };
}

function gauge(name: string, help: string, read: Read, label?: string): SelfMetric {
  return { name, type: 'gauge', help, read, ...(label !== undefined && { label }) };
}
