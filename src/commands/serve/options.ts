/** Everything a collector can be told, as values: what flags, tests, the demo and the bench all fill in. */
import type { Address } from '../../address.ts';
import type { IngestLimits } from '../../ingest/messages.ts';
import { type CacheBound, DEFAULT_CACHE } from '../../mapping/cache.ts';
import { DEFAULT_DIALECT, type Dialect } from '../../statsd/dialect.ts';

export interface CollectorOptions {
  /** Undefined: not listened on. */
  readonly udp: Address | undefined;
  readonly tcp: Address | undefined;
  readonly http: Address;
  readonly ledgerPath: string;
  readonly flushIntervalMs: number;
  /** Undefined: the built-in rules. */
  readonly mappingFile: string | undefined;
  readonly mappingCache: CacheBound;
  readonly readBufferBytes: number;
  readonly dialect: Dialect;
  readonly limits: IngestLimits;
  readonly metricsPath: string;
  readonly enableLifecycle: boolean;
  /** Fold packages that are in no inventory. */
  readonly knownPackagesOnly: boolean;
}

/** What `popcon serve` does with no flag at all. */
export const DEFAULT_OPTIONS: CollectorOptions = {
  udp: { host: '127.0.0.1', port: 9125 },
  tcp: { host: '127.0.0.1', port: 9125 },
  http: { host: '127.0.0.1', port: 9102 },
  ledgerPath: './popcon.db',
  flushIntervalMs: 500,
  mappingFile: undefined,
  mappingCache: DEFAULT_CACHE,
  readBufferBytes: 8 * 1024 * 1024,
  dialect: DEFAULT_DIALECT,
  limits: {
    maxSeries: 50_000,
    maxLineBytes: 8_192,
    maxLinesPerDatagram: 4_096,
    maxConnections: 2_048,
    idleTimeoutMs: 600_000,
  },
  metricsPath: '/metrics',
  enableLifecycle: false,
  knownPackagesOnly: false,
};
