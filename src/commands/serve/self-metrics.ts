/** What the collector says of itself: counters of both threads in, `popcon_…` families out. */
import type { ExposedSample, Family } from '../../exposition/family.ts';
import type { IngestCounters } from '../../ingest/messages.ts';
import type { Recorder } from '../../ledger/recorder.ts';
import { type Label, makeSeries } from '../../series/series.ts';
import { version } from '../../version.ts';

export interface SelfState {
  readonly counters: IngestCounters;
  readonly recorder: Recorder;
  readonly maxSeries: number;
  readonly startedSeconds: number;
  readonly reloads: { readonly succeeded: number; readonly failed: number };
}

export function selfFamilies({
  counters,
  recorder,
  maxSeries,
  startedSeconds,
  reloads,
}: SelfState): Family[] {
  return [
    gauge('popcon_build_info', 'Version of the collector.', [[[['version', version]], 1]]),
    gauge(
      'popcon_start_time_seconds',
      'When the collector started, in seconds since the epoch.',
      startedSeconds,
    ),
    counter('popcon_datagrams_received_total', 'Datagrams read from a socket.', [
      [[['protocol', 'udp']], counters.datagrams.udp],
      [[['protocol', 'unixgram']], counters.datagrams.unixgram],
    ]),
    counter(
      'popcon_datagrams_dropped_total',
      'Datagrams that were not read, by why; kernel: its buffer was full.',
      byLabel('reason', counters.dropped),
    ),
    counter('popcon_lines_received_total', 'Lines read, from all sockets.', counters.lines),
    counter(
      'popcon_samples_received_total',
      'Samples read: those recorded, pending, refused and relayed add up to them.',
      counters.samples,
    ),
    counter('popcon_samples_recorded_total', 'Samples committed to the ledger.', recorder.committedSamples),
    gauge(
      'popcon_samples_pending',
      'Samples counted that are not committed yet.',
      counters.waitingSamples + recorder.pendingSamples,
    ),
    counter(
      'popcon_samples_refused_total',
      'Samples that do not count, by why.',
      byLabel('reason', counters.refused),
    ),
    counter(
      'popcon_samples_relayed_total',
      'Samples of other types than counter, which are only relayed.',
      counters.relayed,
    ),
    counter(
      'popcon_samples_folded_total',
      'Samples that count in a collective series instead of their own, by why.',
      byLabel('reason', counters.folded),
    ),
    counter(
      'popcon_tag_errors_total',
      'Tags left out of samples that count all the same.',
      counters.tagErrors,
    ),
    counter(
      'popcon_sample_factor_errors_total',
      'Sampling factors that are no numbers, whose samples count as if they had none.',
      counters.factorErrors,
    ),
    counter(
      'popcon_tcp_connections_total',
      'TCP connections taken, and turned away or closed, by why.',
      byLabel('outcome', {
        accepted: counters.tcp.accepted,
        'too-many': counters.tcp.refused,
        'not-allowed': counters.tcp.notAllowed,
        idle: counters.tcp.idle,
      }),
    ),
    gauge('popcon_tcp_connections_open', 'TCP connections open now.', counters.tcp.open),
    ...(counters.relay === undefined
      ? []
      : [
          counter(
            'popcon_relay_lines_total',
            'Lines for the other statsd server, by what became of them.',
            byLabel('outcome', {
              sent: counters.relay.sent,
              dropped: counters.relay.dropped,
              'too-long': counters.relay.tooLong,
              failed: counters.relay.failed,
            }),
          ),
        ]),
    gauge('popcon_known_lines', 'Lines whose series is remembered.', counters.knownLines),
    gauge('popcon_mapping_rules', 'Mapping rules in force.', counters.rules),
    counter('popcon_mapping_reloads_total', 'Reloads of the mapping file.', byLabel('outcome', reloads)),
    gauge('popcon_series', 'Series in the ledger.', recorder.totals.count),
    gauge('popcon_series_limit', 'Series past which increments go to popcon_overflow_total.', maxSeries),
    counter('popcon_ledger_commits_total', 'Commits to the ledger.', byLabel('outcome', recorder.commits)),
    gauge(
      'popcon_ledger_writable',
      'Whether the last commit succeeded; where not, counts wait in memory.',
      recorder.failure === undefined ? 1 : 0,
    ),
  ];
}

type LabelledValues = readonly (readonly [labels: readonly (readonly [string, string])[], value: number])[];

function counter(name: string, help: string, values: number | LabelledValues): Family {
  return { name, type: 'counter', help, samples: samplesOf(name, values) };
}

function gauge(name: string, help: string, values: number | LabelledValues): Family {
  return { name, type: 'gauge', help, samples: samplesOf(name, values) };
}

function samplesOf(name: string, values: number | LabelledValues): ExposedSample[] {
  const list: LabelledValues = typeof values === 'number' ? [[[], values]] : values;
  return list.map(([labels, value]) => {
    const named: Label[] = labels.map(([label, text]) => ({ name: label, value: text }));
    return { key: makeSeries(name, named).key, value };
  });
}

function byLabel(label: string, counts: Readonly<Record<string, number>>): LabelledValues {
  return Object.entries(counts).map(([value, count]) => [[[label, value]], count]);
}
