/** How much one sender, connection or line may ask for. */
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { RECEIVING_LIMITS } from '../../../ingest/limits.ts';
import { LINE_BOUNDS } from '../../../statsd/dialect.ts';
import { boundFlags, type Flag } from './flag.ts';
import { parseDurationMs } from './values.ts';

export const BOUNDS: readonly Flag[] = [
  ...boundFlags('statsd', RECEIVING_LIMITS, 'limits'),
  {
    flags: '--statsd.idle-timeout <duration>',
    help: `close a TCP connection that is silent for so long (${DEFAULT_OPTIONS.limits.idleTimeoutMs / 1000}s)`,
    apply: ({ options }, text, flag) => {
      options.limits = { ...options.limits, idleTimeoutMs: parseDurationMs(text, flag) };
    },
  },
  ...boundFlags('statsd', LINE_BOUNDS, 'dialect'),
];
