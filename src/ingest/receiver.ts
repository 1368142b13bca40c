/** Sockets → lines → counts: everything that runs in the ingest thread. */
import type { CacheBound } from '../mapping/cache.ts';
import { makeMapping } from '../mapping/make-mapping.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { MappingRules } from '../mapping/rule.ts';
import { packSeries, unpackSeries } from '../series/series.ts';
import { Relay } from '../statsd/relay.ts';
import type { Rules } from './decide.ts';
import { LineCounter } from './line-counter.ts';
import { LineTable } from './line-table.ts';
import { type DatagramLineSink, Listeners } from './listeners.ts';
import type { IngestAddresses, IngestBatch, IngestConfig, IngestStart, LastBatch } from './messages.ts';
import { SeriesTable } from './series-table.ts';
import type { LineTrace } from './trace.ts';

/** Bounds of the table of known lines: some ten times the lines of a large installation. */
const MAX_KNOWN_LINES = 65_536;
const MAX_KNOWN_BYTES = 4 * 1024 * 1024;

/** Most new series in one batch, so that a flood of new names does not become one large commit. */
const MAX_NEW_SERIES = 2_000;

export class Receiver {
  /** Receives the lines of all sockets. */
  readonly sink: DatagramLineSink;
  readonly #series: SeriesTable;
  readonly #knownLines: LineTable;
  readonly #lineCounter: LineCounter;
  readonly #listeners: Listeners;
  readonly #relay: Relay | undefined;
  readonly #mappingCache: CacheBound;
  readonly #waiting: Int32Array;
  #ruleCount: number;

  private constructor(parts: ReceiverParts) {
    this.sink = parts.sink;
    this.#waiting = parts.waiting;
    this.#series = parts.series;
    this.#knownLines = parts.knownLines;
    this.#lineCounter = parts.lineCounter;
    this.#listeners = parts.listeners;
    this.#relay = parts.relay;
    this.#mappingCache = parts.mappingCache;
    this.#ruleCount = parts.ruleCount;
  }

  /** Binds the sockets; throws a `Failure` if a socket cannot be opened. */
  static async open(config: IngestStart): Promise<Receiver> {
    const { mappingCache, dialect, limits } = config;
    const mapping = mappingOf(config.mapping, mappingCache);
    const series = new SeriesTable(limits, unpackSeries(config.series), config.helps, config.lastSeriesId);
    const knownLines = new LineTable(MAX_KNOWN_LINES, MAX_KNOWN_BYTES);
    const relay = config.relay === undefined ? undefined : new Relay(config.relay);
    const lineCounter = new LineCounter({
      rules: {
        mapping,
        knownPackages: new Set(config.knownPackages),
        foldsUnknown: config.foldsUnknown,
        relays: relaysOf(config),
        maxSeriesLength: limits.maxSeriesLength,
      },
      dialect,
      series,
      knownLines,
      waiting: config.waiting,
    });
    const sink = relay === undefined ? lineCounter : tee(relay, lineCounter);
    const listeners = await Listeners.open(config, sink);
    return new Receiver({
      sink,
      waiting: config.waiting,
      series,
      knownLines,
      lineCounter,
      listeners,
      relay,
      mappingCache,
      ruleCount: mapping.ruleCount,
    });
  }

  get addresses(): IngestAddresses {
    return this.#listeners.addresses;
  }

  /** Returns what was counted since the last take. */
  take(mostNewSeries = MAX_NEW_SERIES): IngestBatch {
    const newSeries = packSeries(this.#series.takeAdded(mostNewSeries));
    const { ids, amounts, samples } = this.#lineCounter.increments.take(this.#series.firstUntaken - 1);
    Atomics.store(this.#waiting, 0, Number(this.#lineCounter.increments.waitingSamples > 0));
    const {
      lines,
      samples: received,
      refused,
      relayed,
      folded,
      tagsLeftOut,
      factorErrors,
    } = this.#lineCounter;
    return {
      newSeries,
      helps: this.#series.takeHelps(),
      ids,
      amounts,
      samples,
      counters: {
        lines,
        samples: received,
        waitingSamples: this.#lineCounter.increments.waitingSamples,
        refused: { ...refused },
        relayed,
        folded: { ...folded },
        tagsLeftOut: { ...tagsLeftOut },
        factorErrors,
        datagrams: { ...this.#listeners.datagrams },
        dropped: this.#listeners.dropped,
        tcp: { ...this.#listeners.tcpCounts },
        relay: this.#relay && { ...this.#relay.counts },
        knownLines: this.#knownLines.size,
        seriesBytes: this.#series.bytes,
        rules: this.#ruleCount,
      },
    };
  }

  setMapping(rules: IngestConfig['mapping']): void {
    const mapping = mappingOf(rules, this.#mappingCache);
    this.#ruleCount = mapping.ruleCount;
    this.#lineCounter.setRules({ mapping });
  }

  setKnownPackages(packages: readonly string[]): void {
    this.#lineCounter.setRules({ knownPackages: new Set(packages) });
  }

  /** Says what the rules would do with a line, without counting it. */
  trace(line: string): LineTrace {
    return this.#lineCounter.trace(line);
  }

  /** See {@link LineCounter.forget}. */
  forget(ids: ReadonlySet<number>): number {
    return this.#lineCounter.forget(ids);
  }

  /** Drains and closes the sockets, and returns the last counts. */
  async stop(): Promise<LastBatch> {
    const isDrained = await this.#listeners.close();
    await this.#relay?.close();
    return { ...this.take(Number.POSITIVE_INFINITY), isDrained };
  }
}

function relaysOf({ relay, relaysOnly }: IngestConfig): Rules['relays'] {
  if (relay === undefined) return 'nothing';
  return relaysOnly ? 'everything' : 'others';
}

interface ReceiverParts {
  readonly sink: DatagramLineSink;
  readonly waiting: Int32Array;
  readonly series: SeriesTable;
  readonly knownLines: LineTable;
  readonly lineCounter: LineCounter;
  readonly listeners: Listeners;
  readonly relay: Relay | undefined;
  readonly mappingCache: CacheBound;
  readonly ruleCount: number;
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
