/** Bounds on one sender, one connection or one line. */
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { RECEIVING_LIMITS } from '../../../ingest/limits.ts';
import { LINE_BOUNDS } from '../../../statsd/dialect.ts';
import { boundFlags, type Flag, flag } from './flag.ts';
import { parseDurationMs } from './values.ts';

export const BOUNDS: readonly Flag[] = [
  ...boundFlags('statsd', RECEIVING_LIMITS, 'limits'),
  flag(
    '--statsd.idle-timeout <duration>',
    `close a TCP connection that is silent for so long (${DEFAULT_OPTIONS.limits.idleTimeoutMs / 1000}s)`,
    (text, name, { limits }) => ({ limits: { ...limits, idleTimeoutMs: parseDurationMs(text, name) } }),
  ),
  ...boundFlags('statsd', LINE_BOUNDS, 'dialect'),
];
