/** Sockets → lines → counts: the ingest side whole, as it runs in its thread. */
import { Failure } from '../failure.ts';
import { builtinMapping } from '../mapping/builtin.ts';
import type { CacheBound } from '../mapping/cache.ts';
import { compileMapping } from '../mapping/compile.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { formatProblem } from '../mapping/problem.ts';
import { Relay } from '../statsd/relay.ts';
import { LineCounter } from './line-counter.ts';
import { LineTable } from './line-table.ts';
import { type DatagramLineSink, Listeners } from './listeners.ts';
import type { IngestAddresses, IngestBatch, IngestConfig, MappingSource } from './messages.ts';
import { SeriesTable } from './series-table.ts';

/** What the table of known lines may hold: some ten times the lines of a large installation. */
const MAX_KNOWN_LINES = 65_536;
const MAX_KNOWN_BYTES = 4 * 1024 * 1024;

/** Handed over at once; a flood of new names goes over in portions, so that it does not become one large commit. */
const MAX_NEW_SERIES = 2_000;

export class Receiver {
  readonly #series: SeriesTable;
  readonly #knownLines: LineTable;
  readonly #lineCounter: LineCounter;
  readonly #listeners: Listeners;
  readonly #relay: Relay | undefined;
  readonly #mappingCache: CacheBound;
  #mapping: Mapping;

  private constructor(parts: ReceiverParts) {
    this.#series = parts.series;
    this.#knownLines = parts.knownLines;
    this.#lineCounter = parts.lineCounter;
    this.#listeners = parts.listeners;
    this.#relay = parts.relay;
    this.#mappingCache = parts.mappingCache;
    this.#mapping = parts.mapping;
  }

  /** Compiles the rules and binds the sockets; throws a `Failure` where one of them cannot be had. */
  static async open(config: IngestConfig): Promise<Receiver> {
    const { mappingCache, dialect, knownPackages } = config;
    const mapping = compile(config.mapping, mappingCache);
    const series = new SeriesTable(config.limits.maxSeries, knownSeries(config));
    const knownLines = new LineTable(MAX_KNOWN_LINES, MAX_KNOWN_BYTES);
    const relay = config.relay === undefined ? undefined : await Relay.open(config.relay);
    const lineCounter = new LineCounter({
      mapping,
      dialect,
      series,
      knownLines,
      knownPackages: knownPackages && new Set(knownPackages),
      othersAreRelayed: relay !== undefined,
    });
    const listeners = await Listeners.open(
      config,
      relay === undefined ? lineCounter : tee(relay, lineCounter),
    );
    return new Receiver({ series, knownLines, lineCounter, listeners, relay, mappingCache, mapping });
  }

  get addresses(): IngestAddresses {
    return this.#listeners.addresses;
  }

  /** What was counted since the last take. */
  take(mostNewSeries = MAX_NEW_SERIES): IngestBatch {
    const newSeries = this.#series.takeAdded(mostNewSeries);
    const { ids, amounts, samples } = this.#lineCounter.increments.take(this.#series.firstUntaken - 1);
    const { lines, samples: received, refused, relayed, folded, tagErrors, factorErrors } = this.#lineCounter;
    return {
      newSeries,
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
        tagErrors,
        factorErrors,
        datagrams: { ...this.#listeners.datagrams },
        dropped: this.#listeners.dropped,
        tcp: { ...this.#listeners.tcpCounts },
        relay: this.#relay && { ...this.#relay.counts },
        knownLines: this.#knownLines.size,
        series: this.#series.size,
        rules: this.#mapping.ruleCount,
      },
    };
  }

  /** Puts new rules in place of the old; throws, and keeps the old, where they cannot be compiled. */
  remap(mapping: MappingSource): void {
    this.#mapping = compile(mapping, this.#mappingCache);
    this.#lineCounter.setMapping(this.#mapping);
  }

  /** From now on, packages of other names are folded. */
  know(packages: readonly string[]): void {
    this.#lineCounter.setKnownPackages(new Set(packages));
  }

  /** Counts what has arrived and closes the sockets. */
  async stop(): Promise<IngestBatch> {
    await this.#listeners.close();
    await this.#relay?.close();
    return this.take(Number.POSITIVE_INFINITY);
  }
}

interface ReceiverParts {
  readonly series: SeriesTable;
  readonly knownLines: LineTable;
  readonly lineCounter: LineCounter;
  readonly listeners: Listeners;
  readonly relay: Relay | undefined;
  readonly mappingCache: CacheBound;
  readonly mapping: Mapping;
}

/** Every line that is looked at is relayed too, whatever becomes of it here. */
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

/** The main thread has checked the file already, for its problems are told there. */
function compile(source: MappingSource, cache: CacheBound): Mapping {
  if (source === 'built-in') return builtinMapping(cache);
  const compiled = compileMapping(source.text, source.file, cache);
  if (!compiled.ok) throw new Failure('mapping-invalid', compiled.problems.map(formatProblem).join('; '));
  return compiled.mapping;
}

function* knownSeries({ seriesIds, seriesKeys }: IngestConfig): Iterable<readonly [number, string]> {
  for (const [index, key] of seriesKeys.entries()) yield [seriesIds[index] ?? 0, key];
}
