/** What the ingest thread is asked, and what it answers: see thread.ts. */
import type { Endpoint } from '../address.ts';
import type { CacheBound } from '../mapping/cache.ts';
import type { Dialect } from '../statsd/dialect.ts';
import type { DatagramDrops } from '../statsd/listener.ts';
import type { RelayCounts, RelayOptions } from '../statsd/relay.ts';
import type { TcpCounts } from '../statsd/tcp.ts';
import type { UnixgramOptions } from '../statsd/unixgram.ts';
import type { IngestLimits } from './limits.ts';
import type { FoldReason, SampleRefusal } from './refusals.ts';
import type { NewSeries } from './series-table.ts';
import type { LineTrace } from './trace.ts';

/** A mapping file's text, or the built-in rules. */
export type MappingSource = { readonly file: string; readonly text: string } | 'built-in';

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
  /** With a relay: nothing is counted here. */
  readonly relaysOnly: boolean;
  /** Names in any inventory. */
  readonly knownPackages: readonly string[];
  /** Whether other packages are folded. */
  readonly foldsUnknown: boolean;
  /** The ledger's: ids, and keys in the same order, many in a text and each a line of it. */
  readonly series: { readonly ids: Uint32Array; readonly keys: readonly string[] };
  /** The highest id that any series has had: no id is given twice. */
  readonly lastSeriesId: number;
  /** What the ledger says of metrics, by name. */
  readonly helps: ReadonlyMap<string, string>;
}

/** What the thread is started with. */
export interface IngestStart extends IngestConfig {
  /** Shared: its one element is not 0 where something waits to be taken. */
  readonly waiting: Int32Array<SharedArrayBuffer>;
}

/** Where the listeners are, once they are bound. */
export interface IngestAddresses {
  readonly udp: readonly string[];
  readonly tcp: readonly string[];
  readonly unixgram: readonly string[];
  /** The smallest receive buffer that the kernel gave a UDP socket, in bytes. */
  readonly readBufferBytes: number | undefined;
  /** Whether datagrams are read many per system call. */
  readonly readsInBatches: boolean;
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
  readonly folded: Readonly<Record<FoldReason, number>>;
  /** Tags left out of samples that count all the same. */
  readonly tagsLeftOut: Readonly<Record<'malformed' | 'not-kept', number>>;
  readonly factorErrors: number;
  /** Datagrams that were looked at. */
  readonly datagrams: Readonly<Record<'udp' | 'unixgram', number>>;
  readonly dropped: DatagramDrops;
  readonly tcp: Readonly<TcpCounts>;
  /** Lines relayed; undefined where there is no relay. */
  readonly relay: Readonly<RelayCounts> | undefined;
  readonly knownLines: number;
  /** What the keys of all series take. */
  readonly seriesBytes: number;
  readonly rules: number;
}

/** What was counted since the last batch. */
export interface IngestBatch {
  readonly newSeries: readonly NewSeries[];
  /** Of metrics whose help has changed; empty for none. */
  readonly helps: readonly (readonly [name: string, help: string])[];
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly amounts: Float64Array<ArrayBuffer>;
  readonly samples: number;
  readonly counters: IngestCounters;
}

export type IngestCalls = {
  /** Compiles the rules and binds the sockets. */
  readonly open: { readonly takes: IngestStart; readonly gives: IngestAddresses };
  /** What was counted since the last one. */
  readonly take: { readonly takes: undefined; readonly gives: IngestBatch };
  /** Drains what has arrived, closes the listeners, then answers as `take`. */
  readonly stop: { readonly takes: undefined; readonly gives: IngestBatch };
  readonly setMapping: { readonly takes: MappingSource; readonly gives: undefined };
  readonly setKnownPackages: { readonly takes: readonly string[]; readonly gives: undefined };
  /** What would become of a line by the rules in force. */
  readonly trace: { readonly takes: string; readonly gives: LineTrace };
  /** Forgets series that the ledger has no longer; gives the id of the overflow series. */
  readonly forget: { readonly takes: ReadonlySet<number>; readonly gives: number };
};
