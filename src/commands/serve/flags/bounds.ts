/** How much one sender, connection or line may ask for. */
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { dialectFlag, type Flag, limitFlag } from './flag.ts';
import { parseCount, parseDurationMs } from './values.ts';

export const BOUNDS: readonly Flag[] = [
  limitFlag('--statsd.max-lines', 'maxLinesPerDatagram', 'most lines in a datagram'),
  limitFlag('--statsd.max-line-bytes', 'maxLineBytes', 'longest line over TCP'),
  limitFlag('--statsd.max-connections', 'maxConnections', 'most TCP connections at a time'),
  {
    flags: '--statsd.idle-timeout <duration>',
    help: `close a TCP connection that is silent for so long (${DEFAULT_OPTIONS.limits.idleTimeoutMs / 1000}s)`,
    apply: ({ options }, text, flag) => {
      options.limits = { ...options.limits, idleTimeoutMs: parseDurationMs(text, flag) };
    },
  },
  limitFlag(
    '--statsd.max-series-length',
    'maxKeyLength',
    'longest metric name with its labels, in characters',
  ),
  dialectFlag('--statsd.max-name-length', 'maxNameLength', 'longest metric name, in characters'),
  dialectFlag('--statsd.max-labels', 'maxLabels', 'most tags in a line'),
  dialectFlag('--statsd.max-label-name-length', 'maxLabelNameLength', 'longest name of a tag, in characters'),
  dialectFlag(
    '--statsd.max-label-value-length',
    'maxLabelValueLength',
    'longest value of a tag, in characters',
  ),
  dialectFlag('--statsd.max-values', 'maxValuesPerLine', 'most values in a line'),
  {
    flags: '--statsd.max-sampling <n>',
    help: `most samples that a line may stand for by its @factor (${1 / DEFAULT_OPTIONS.dialect.minSampleFactor})`,
    apply: ({ options }, text, flag) => {
      options.dialect = { ...options.dialect, minSampleFactor: 1 / parseCount(text, flag) };
    },
  },
];
