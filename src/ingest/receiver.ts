/** Sockets → lines → counts: the ingest side whole, as it runs in its thread. */
import { Failure } from '../failure.ts';
import { builtinMapping } from '../mapping/builtin.ts';
import type { CacheBound } from '../mapping/cache.ts';
import { compileMapping } from '../mapping/compile.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { formatProblem } from '../mapping/problem.ts';
import { frameLines } from '../statsd/framing.ts';
import type { DatagramSink, Listener } from '../statsd/listener.ts';
import { openTcp } from '../statsd/tcp.ts';
import { openUdp } from '../statsd/udp.ts';
import { LineCounter } from './line-counter.ts';
import { LineTable } from './line-table.ts';
import type { IngestAddresses, IngestBatch, IngestConfig, MappingSource } from './messages.ts';
import { SeriesTable } from './series-table.ts';

/** What the table of known lines may hold: some ten times the lines of a large installation. */
const MAX_KNOWN_LINES = 65_536;
const MAX_KNOWN_BYTES = 4 * 1024 * 1024;

export class Receiver {
  readonly #lineCounter: LineCounter;
  readonly #series: SeriesTable;
  readonly #knownLines = new LineTable(MAX_KNOWN_LINES, MAX_KNOWN_BYTES);
  readonly #maxLinesPerDatagram: number;
  readonly #tcpCounts = { accepted: 0, refused: 0, idle: 0, open: 0 };
  readonly #mappingCache: CacheBound;
  #mapping: Mapping;
  #udpDatagrams = 0;
  #udp: Listener | undefined;
  #tcp: Listener | undefined;

  private constructor(config: IngestConfig) {
    this.#mappingCache = config.mappingCache;
    this.#mapping = compile(config.mapping, this.#mappingCache);
    this.#series = new SeriesTable(config.limits.maxSeries, knownSeries(config));
    this.#lineCounter = new LineCounter(this.#mapping, config.dialect, this.#series, this.#knownLines);
    this.#maxLinesPerDatagram = config.limits.maxLinesPerDatagram;
    if (config.knownPackages !== undefined) this.know(config.knownPackages);
  }

  /** Compiles the rules and binds the sockets; throws a `Failure` where one of them cannot be had. */
  static async open(config: IngestConfig): Promise<Receiver> {
    const receiver = new Receiver(config);
    await receiver.#listen(config);
    return receiver;
  }

  get addresses(): IngestAddresses {
    return {
      ...(this.#udp !== undefined && { udp: this.#udp.address }),
      ...(this.#tcp !== undefined && { tcp: this.#tcp.address }),
    };
  }

  /** What was counted since the last take. */
  take(): IngestBatch {
    const { ids, amounts, samples } = this.#lineCounter.increments.take();
    const { lines, samples: received, refused, folded, tagErrors, factorErrors } = this.#lineCounter;
    return {
      newSeries: this.#series.takeAdded(),
      ids,
      amounts,
      samples,
      counters: {
        lines,
        samples: received,
        refused: { ...refused },
        folded: { ...folded },
        tagErrors,
        factorErrors,
        udpDatagrams: this.#udpDatagrams,
        tcp: { ...this.#tcpCounts },
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
    await Promise.all([this.#udp?.close(), this.#tcp?.close()]);
    return this.take();
  }

  async #listen({ udp, tcp, readBufferBytes, limits }: IngestConfig): Promise<void> {
    if (udp !== undefined) this.#udp = await openUdp({ address: udp, readBufferBytes }, this.#datagrams());
    if (tcp !== undefined) {
      this.#tcp = await openTcp({ address: tcp, ...limits }, this.#tcpCounts, this.#lineCounter);
    }
  }

  #datagrams(): DatagramSink {
    const counter = this.#lineCounter;
    const limit = this.#maxLinesPerDatagram;
    let left = 0;
    const sink = {
      line: (bytes: Uint8Array, start: number, end: number) => {
        if (--left >= 0) counter.line(bytes, start, end);
        else counter.refuseLine('too-many-lines');
      },
    };
    return {
      datagram: (bytes) => {
        this.#udpDatagrams++;
        left = limit;
        frameLines(bytes, sink);
      },
    };
  }
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
