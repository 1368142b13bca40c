/** Limits on what the ingest thread keeps and accepts. */
import { type BoundValues, defaultsOf } from '../statsd/bound.ts';

/** Of the series that it keeps. */
export const SERIES_LIMITS = {
  maxSeries: { what: 'most series; past it, new ones count in popcon_overflow_total', byDefault: 50_000 },
  maxSeriesBytes: {
    what: 'most bytes of names and labels of all series; likewise',
    byDefault: 8 * 1024 * 1024,
  },
  reservedSeries: {
    what: 'further series, kept free for packages of an inventory and counts of processes',
    byDefault: 10_000,
  },
} as const;

/** Of what it receives. */
export const RECEIVING_LIMITS = {
  maxLines: { what: 'most lines in a datagram', byDefault: 4_096 },
  maxLineBytes: { what: 'longest line over TCP', byDefault: 8_192 },
  maxConnections: { what: 'most TCP connections at a time', byDefault: 2_048 },
  maxSeriesLength: { what: 'longest metric name with its labels, in characters', byDefault: 4_096 },
} as const;

export interface IngestLimits extends BoundValues<typeof SERIES_LIMITS & typeof RECEIVING_LIMITS> {
  /** A TCP connection is closed after this long without data. */
  readonly idleTimeoutMs: number;
}

export const DEFAULT_LIMITS: IngestLimits = {
  ...defaultsOf(SERIES_LIMITS),
  ...defaultsOf(RECEIVING_LIMITS),
  idleTimeoutMs: 600_000,
};
