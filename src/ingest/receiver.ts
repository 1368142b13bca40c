/** Sockets → lines → counts: everything that runs in the ingest thread. */
import type { CacheBound } from '../mapping/cache.ts';
import { makeMapping } from '../mapping/make-mapping.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { MappingRules } from '../mapping/rule.ts';
import { packSeries, unpackSeries } from '../series/series.ts';
import type { DatagramLineSink } from '../statsd/framing.ts';
import { Relay } from '../statsd/relay.ts';
import type { Rules } from './decide.ts';
import { LineCounter } from './line-counter.ts';
import { LineTable } from './line-table.ts';
import { Listeners } from './listeners.ts';
import type { IngestAddresses, IngestBatch, IngestConfig, IngestStart, LastBatch } from './messages.ts';
import { SeriesTable } from './series-table.ts';
import type { LineTrace } from './trace.ts';

/** Bounds of the table of known lines: some ten times the lines of a large installation. */
const MAX_KNOWN_LINES = 65_536;
const MAX_KNOWN_BYTES = 4 * 1024 * 1024;

/** Most new series in one batch, so that a flood of new names does not become one large commit. */
const MAX_NEW_SERIES = 2_000;

interface ReceiverParts {
  readonly sink: DatagramLineSink;
  readonly waiting: Int32Array;
  readonly series: SeriesTable;
  readonly knownLines: LineTable;
  readonly lineCounter: LineCounter;
  readonly listeners: Listeners;
  readonly relay: Relay | undefined;
  readonly mappingCache: CacheBound;
}

export class Receiver {
  readonly #parts: ReceiverParts;

  private constructor(parts: ReceiverParts) {
    this.#parts = parts;
  }

  /** Binds the sockets; throws a `Failure` if a socket cannot be opened. */
  static async open(config: IngestStart): Promise<Receiver> {
    const { mappingCache, dialect, limits, waiting } = config;
    const series = new SeriesTable(limits, unpackSeries(config.series), config.helps, config.lastSeriesId);
    const knownLines = new LineTable(MAX_KNOWN_LINES, MAX_KNOWN_BYTES);
    const relay = config.relay === undefined ? undefined : new Relay(config.relay);
    const lineCounter = new LineCounter({
      rules: {
        mapping: mappingOf(config.mapping, mappingCache),
        knownPackages: new Set(config.knownPackages),
        foldsUnknown: config.foldsUnknown,
        relays: relaysOf(config),
        maxSeriesLength: limits.maxSeriesLength,
      },
      dialect,
      series,
      knownLines,
      waiting,
    });
    const sink = relay === undefined ? lineCounter : tee(relay, lineCounter);
    const listeners = await Listeners.open(config, sink);
    return new Receiver({ sink, waiting, series, knownLines, lineCounter, listeners, relay, mappingCache });
  }

  /** Receives the lines of all sockets. */
  get sink(): DatagramLineSink {
    return this.#parts.sink;
  }

  get addresses(): IngestAddresses {
    return this.#parts.listeners.addresses;
  }

  /** Returns what was counted since the last take. */
  take(mostNewSeries = MAX_NEW_SERIES): IngestBatch {
    const { series, lineCounter, listeners, relay, knownLines, waiting } = this.#parts;
    const { increments } = lineCounter;
    const newSeries = packSeries(series.takeAdded(mostNewSeries));
    const taken = increments.take(series.firstUntaken - 1);
    const { waitingSamples } = increments;
    Atomics.store(waiting, 0, Number(waitingSamples > 0));
    return {
      ...taken,
      newSeries,
      helps: series.takeHelps(),
      counters: {
        ...structuredClone(lineCounter.counts),
        waitingSamples,
        datagrams: { ...listeners.datagrams },
        dropped: listeners.dropped,
        tcp: { ...listeners.tcpCounts },
        relay: relay && { ...relay.counts },
        knownLines: knownLines.size,
        seriesBytes: series.bytes,
      },
    };
  }

  setMapping(rules: IngestConfig['mapping']): void {
    const { lineCounter, mappingCache } = this.#parts;
    lineCounter.setRules({ mapping: mappingOf(rules, mappingCache) });
  }

  setKnownPackages(packages: readonly string[]): void {
    this.#parts.lineCounter.setRules({ knownPackages: new Set(packages) });
  }

  /** Says what the rules would do with a line, without counting it. */
  trace(line: string): LineTrace {
    return this.#parts.lineCounter.trace(line);
  }

  /** See {@link LineCounter.forget}. */
  forget(ids: ReadonlySet<number>): number {
    return this.#parts.lineCounter.forget(ids);
  }

  /** Drains and closes the sockets, and returns the last counts. */
  async stop(): Promise<LastBatch> {
    const isDrained = await this.#parts.listeners.close();
    await this.#parts.relay?.close();
    return { ...this.take(Number.POSITIVE_INFINITY), isDrained };
  }
}

function relaysOf({ relay, relaysOnly }: IngestConfig): Rules['relays'] {
  if (relay === undefined) return 'nothing';
  return relaysOnly ? 'everything' : 'others';
}

/** Relays every line that is read, also one that is refused here. */
function tee(relay: Relay, counter: LineCounter): DatagramLineSink {
  return {
    line(bytes, start, end) {
      relay.line(bytes, start, end);
      counter.line(bytes, start, end);
    },
    lineTooLong: () => counter.lineTooLong(),
    tooManyLines: () => counter.tooManyLines(),
  };
}

function mappingOf(rules: IngestConfig['mapping'], cache: CacheBound): Mapping {
  return makeMapping(JSON.parse(rules) as MappingRules, cache);
}
