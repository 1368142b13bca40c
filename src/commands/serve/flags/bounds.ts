/** How much one sender, connection or line may ask for. */
import { DEFAULT_OPTIONS } from '../options.ts';
import { dialectFlag, type Flag, limitFlag } from './flag.ts';
import { parseCount, parseDurationMs } from './values.ts';

export const BOUNDS: readonly Flag[] = [
  limitFlag('--statsd.max-lines', 'maxLinesPerDatagram', 'lines of one datagram'),
  limitFlag('--statsd.max-line-bytes', 'maxLineBytes', 'length of a line over TCP'),
  limitFlag('--statsd.max-connections', 'maxConnections', 'TCP connections at once'),
  {
    flags: '--statsd.idle-timeout <duration>',
    help: `silence after which a TCP connection is closed (${DEFAULT_OPTIONS.limits.idleTimeoutMs / 1000}s)`,
    apply: ({ options }, text, flag) => {
      options.limits = { ...options.limits, idleTimeoutMs: parseDurationMs(text, flag) };
    },
  },
  dialectFlag('--statsd.max-name-length', 'maxNameLength', 'characters of a metric name'),
  dialectFlag('--statsd.max-labels', 'maxLabels', 'tags of a line'),
  dialectFlag('--statsd.max-label-name-length', 'maxLabelNameLength', "characters of a tag's name"),
  dialectFlag('--statsd.max-label-value-length', 'maxLabelValueLength', "characters of a tag's value"),
  dialectFlag('--statsd.max-values', 'maxValuesPerLine', 'values of a line'),
  {
    flags: '--statsd.max-sampling <n>',
    help: `samples that one line may stand for, by its @factor (${1 / DEFAULT_OPTIONS.dialect.minSampleFactor})`,
    apply: ({ options }, text, flag) => {
      options.dialect = { ...options.dialect, minSampleFactor: 1 / parseCount(text, flag) };
    },
  },
];
