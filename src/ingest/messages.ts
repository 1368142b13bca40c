/** What the main thread and the ingest thread say to each other. */
import type { Endpoint } from '../address.ts';
import type { CacheBound } from '../mapping/cache.ts';
import type { Dialect } from '../statsd/dialect.ts';
import type { DatagramDrop } from '../statsd/listener.ts';
import type { RelayCounts, RelayOptions } from '../statsd/relay.ts';
import type { TcpCounts } from '../statsd/tcp.ts';
import type { UnixgramOptions } from '../statsd/unixgram.ts';
import type { SampleRefusal } from './refusals.ts';
import type { NewSeries } from './series-table.ts';

/** A mapping file's text, or the built-in rules. */
export type MappingSource = { readonly file: string; readonly text: string } | 'built-in';

export interface IngestLimits {
  readonly maxSeries: number;
  readonly maxLineBytes: number;
  readonly maxLinesPerDatagram: number;
  readonly maxConnections: number;
  readonly idleTimeoutMs: number;
}

/** What is listened on; undefined: not. */
export interface StatsdSockets {
  readonly udp: readonly Endpoint[];
  readonly tcp: readonly Endpoint[];
  readonly unixgram: readonly UnixgramOptions['endpoint'][];
  readonly unixgramMode: number;
  /** CIDR blocks and addresses that lines are taken from; empty: all. */
  readonly allow: readonly string[];
}

export interface IngestConfig {
  readonly sockets: StatsdSockets;
  readonly readBufferBytes: number;
  readonly dialect: Dialect;
  readonly mapping: MappingSource;
  readonly mappingCache: CacheBound;
  readonly limits: IngestLimits;
  /** Where every line goes too; undefined: nowhere. */
  readonly relay: RelayOptions | undefined;
  /** Names that keep theirs; undefined: all do. */
  readonly knownPackages: readonly string[] | undefined;
  /** Ids and keys of the ledger's series. */
  readonly seriesIds: Uint32Array;
  readonly seriesKeys: readonly string[];
}

/** Where the listeners are, once they are bound. */
export interface IngestAddresses {
  readonly udp: readonly string[];
  readonly tcp: readonly string[];
  readonly unixgram: readonly string[];
  /** The smallest receive buffer that the kernel gave a UDP socket, in bytes. */
  readonly readBufferBytes: number | undefined;
}

/** Counted since the start. */
export interface IngestCounters {
  readonly lines: number;
  readonly samples: number;
  /** Of these, counted and not handed over in a batch yet. */
  readonly waitingSamples: number;
  readonly refused: Readonly<Record<SampleRefusal, number>>;
  /** Samples of other types than counter, which are only relayed. */
  readonly relayed: number;
  readonly folded: Readonly<Record<'max-series' | 'unknown-package', number>>;
  readonly tagErrors: number;
  readonly factorErrors: number;
  /** Datagrams that were looked at. */
  readonly datagrams: Readonly<Record<'udp' | 'unixgram', number>>;
  readonly dropped: Readonly<Record<DatagramDrop, number>>;
  readonly tcp: Readonly<TcpCounts>;
  /** Lines relayed; undefined where there is no relay. */
  readonly relay: Readonly<RelayCounts> | undefined;
  readonly knownLines: number;
  readonly series: number;
  readonly rules: number;
}

/** What was counted since the last batch. */
export interface IngestBatch {
  readonly newSeries: readonly NewSeries[];
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly amounts: Float64Array<ArrayBuffer>;
  readonly samples: number;
  readonly counters: IngestCounters;
}

export type Request =
  | { readonly kind: 'take' }
  /** Drain what has arrived, close the listeners, then answer as `take`. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'remap'; readonly mapping: MappingSource }
  | { readonly kind: 'know'; readonly packages: readonly string[] };

export type Answer =
  | { readonly kind: 'listening'; readonly addresses: IngestAddresses }
  | { readonly kind: 'batch'; readonly batch: IngestBatch }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
