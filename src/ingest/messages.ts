/** Messages between the main thread and the ingest thread: see thread.ts. */
import type { Endpoint } from '../address.ts';
import type { CacheBound } from '../mapping/cache.ts';
import type { PackedSeries } from '../series/series.ts';
import type { Dialect } from '../statsd/dialect.ts';
import type { DatagramDrops } from '../statsd/listener.ts';
import type { RelayCounts, RelayOptions } from '../statsd/relay.ts';
import type { TcpCounts } from '../statsd/tcp.ts';
import type { UnixgramOptions } from '../statsd/unixgram.ts';
import type { TakenIncrements } from './increments.ts';
import type { IngestLimits } from './limits.ts';
import type { LineCounts } from './line-counter.ts';
import type { LineTrace } from './trace.ts';

/** Addresses to listen on; an empty list is none. */
export interface StatsdSockets {
  readonly udp: readonly Endpoint[];
  readonly tcp: readonly Endpoint[];
  readonly unixgram: readonly UnixgramOptions['endpoint'][];
  readonly unixgramMode: number;
  /** CIDR blocks and addresses that lines are accepted from; empty: all. */
  readonly allow: readonly string[];
}

export interface IngestConfig {
  readonly sockets: StatsdSockets;
  readonly readBufferBytes: number;
  readonly dialect: Dialect;
  /** `MappingRules` as JSON: a text passes between threads in less time than the objects. */
  readonly mapping: string;
  readonly mappingCache: CacheBound;
  readonly limits: IngestLimits;
  /** Where every line is relayed to; undefined: nowhere. */
  readonly relay: RelayOptions | undefined;
  /** With a relay: nothing is counted here, only relayed. */
  readonly relaysOnly: boolean;
  /** Names in any inventory. */
  readonly knownPackages: readonly string[];
  /** True if other packages are folded into one series. */
  readonly foldsUnknown: boolean;
  /** All series in the ledger. */
  readonly series: PackedSeries;
  /** Highest id that any series ever had: ids are not reused. */
  readonly lastSeriesId: number;
  /** HELP texts in the ledger, by metric name. */
  readonly helps: ReadonlyMap<string, string>;
}

/** Start-up data of the thread. */
export interface IngestStart extends IngestConfig {
  /** Shared memory: its one element is not 0 while counts wait to be taken. */
  readonly waiting: Int32Array<SharedArrayBuffer>;
}

/** Addresses of the sockets as they are bound. */
export interface IngestAddresses {
  readonly udp: readonly string[];
  readonly tcp: readonly string[];
  readonly unixgram: readonly string[];
  /** The smallest receive buffer that the kernel granted to a UDP socket, in bytes. */
  readonly readBufferBytes: number | undefined;
  /** True if one system call reads many datagrams. */
  readonly readsInBatches: boolean;
}

/** Counters since the start. */
export interface IngestCounters extends Readonly<LineCounts> {
  /** Samples that are counted but not in any batch yet. */
  readonly waitingSamples: number;
  /** Datagrams that were read. */
  readonly datagrams: Readonly<Record<'udp' | 'unixgram', number>>;
  readonly dropped: DatagramDrops;
  readonly tcp: Readonly<TcpCounts>;
  /** Relayed lines; undefined without a relay. */
  readonly relay: Readonly<RelayCounts> | undefined;
  readonly knownLines: number;
  /** Size of the keys of all series. */
  readonly seriesBytes: number;
}

/** Counts since the last batch. */
export interface IngestBatch extends TakenIncrements {
  readonly newSeries: PackedSeries;
  /** HELP texts that have changed, by metric name; an empty text means none. */
  readonly helps: readonly (readonly [name: string, help: string])[];
  readonly counters: IngestCounters;
}

export interface LastBatch extends IngestBatch {
  /** False if datagrams that had arrived are lost, since the time of a stop did not suffice to read them. */
  readonly isDrained: boolean;
}

export type IngestCalls = {
  /** Binds the sockets. */
  readonly open: { readonly takes: IngestStart; readonly gives: IngestAddresses };
  /** Returns what was counted since the last take. */
  readonly take: { readonly takes: undefined; readonly gives: IngestBatch };
  /** Drains what has arrived, closes the listeners, then answers as `take`. */
  readonly stop: { readonly takes: undefined; readonly gives: LastBatch };
  readonly setMapping: { readonly takes: IngestConfig['mapping']; readonly gives: undefined };
  readonly setKnownPackages: { readonly takes: readonly string[]; readonly gives: undefined };
  /** Says what the current rules would do with a line. */
  readonly trace: { readonly takes: string; readonly gives: LineTrace };
  /** Removes series that are no longer in the ledger; returns the id of the overflow series. */
  readonly forget: { readonly takes: ReadonlySet<number>; readonly gives: number };
};
