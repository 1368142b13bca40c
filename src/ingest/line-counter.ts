/**
 * Lines come in; each of their samples is added to a series or refused with a reason, and each is counted:
 * received = counted + refused, always. Known lines go by their bytes; only a new one is parsed and mapped.
 */
import type { Mapping } from '../mapping/mapping.ts';
import {
  DIRECTLY_IMPORTED_PACKAGE,
  IMPORTED_PACKAGE,
  OTHER_PACKAGE,
  PACKAGE_LABEL,
} from '../series/metrics.ts';
import { makeSeries, type Series } from '../series/series.ts';
import type { Dialect } from '../statsd/dialect.ts';
import { parseBytes } from '../statsd/parse.ts';
import type { Sample } from '../statsd/sample.ts';
import { Increments } from './increments.ts';
import type { LineTable } from './line-table.ts';
import type { DatagramLineSink } from './listeners.ts';
import { SAMPLE_REFUSALS, type SampleRefusal } from './refusals.ts';
import type { SeriesTable } from './series-table.ts';

/** Past this a double no longer counts every one. */
const MAX_INCREMENT = 2 ** 53;

/** A sample's place in the counts, and whether its line may be remembered for it. */
interface Counted {
  readonly id: number;
  readonly amount: number;
  readonly memorable: boolean;
}

export interface LineCounterOptions {
  readonly mapping: Mapping;
  readonly dialect: Dialect;
  readonly series: SeriesTable;
  readonly knownLines: LineTable;
  /** The packages that keep their name; undefined: all do. */
  readonly knownPackages: ReadonlySet<string> | undefined;
  /** Gauges and timers go to another server, so they are not refused here. */
  readonly othersAreRelayed: boolean;
}

export class LineCounter implements DatagramLineSink {
  readonly increments = new Increments();
  readonly refused: Record<SampleRefusal, number>;
  lines = 0;
  samples = 0;
  /** Samples of other types than counter, which are only relayed. */
  relayed = 0;
  /** Samples that count in another series than their own, by why. */
  folded = { 'max-series': 0, 'unknown-package': 0 };
  tagErrors = 0;
  factorErrors = 0;
  readonly #dialect: Dialect;
  readonly #series: SeriesTable;
  readonly #known: LineTable;
  readonly #othersAreRelayed: boolean;
  #mapping: Mapping;
  #knownPackages: ReadonlySet<string> | undefined;

  constructor(options: LineCounterOptions) {
    this.#mapping = options.mapping;
    this.#dialect = options.dialect;
    this.#series = options.series;
    this.#known = options.knownLines;
    this.#knownPackages = options.knownPackages;
    this.#othersAreRelayed = options.othersAreRelayed;
    this.refused = Object.fromEntries(Object.keys(SAMPLE_REFUSALS).map((reason) => [reason, 0])) as Record<
      SampleRefusal,
      number
    >;
  }

  /** From the next line on, other rules hold. */
  setMapping(mapping: Mapping): void {
    this.#mapping = mapping;
    this.#known.clear();
  }

  setKnownPackages(names: ReadonlySet<string>): void {
    this.#knownPackages = names;
    this.#known.clear();
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    this.lines++;
    const slot = this.#known.find(bytes, start, end);
    if (slot < 0) {
      this.#readNew(bytes, start, end);
      return;
    }
    this.samples++;
    this.increments.add(this.#known.seriesOf(slot), this.#known.amountOf(slot));
  }

  lineTooLong(): void {
    this.#refuseLine('line-too-long');
  }

  tooManyLines(): void {
    this.#refuseLine('too-many-lines');
  }

  /** A line that is not looked at counts as one sample. */
  #refuseLine(reason: SampleRefusal): void {
    this.lines++;
    this.#refuse(reason);
  }

  #refuse(reason: SampleRefusal): void {
    this.samples++;
    this.refused[reason]++;
  }

  #readNew(bytes: Uint8Array, start: number, end: number): void {
    const { samples, refusals, tagErrors, factorErrors } = parseBytes(
      bytes.subarray(start, end),
      this.#dialect,
    );
    this.tagErrors += tagErrors;
    this.factorErrors += factorErrors;
    for (const reason of refusals) this.#refuse(reason);
    for (const sample of samples) {
      if (sample.type !== 'counter' && this.#othersAreRelayed) {
        this.samples++;
        this.relayed++;
        continue;
      }
      const counted = this.#count(sample);
      if (typeof counted === 'string') {
        this.#refuse(counted);
        continue;
      }
      this.samples++;
      this.increments.add(counted.id, counted.amount);
      const isWholeLine = samples.length === 1 && refusals.length + tagErrors + factorErrors === 0;
      if (counted.memorable && isWholeLine) this.#known.learn(bytes, start, end, counted.id, counted.amount);
    }
  }

  #count(sample: Sample): Counted | SampleRefusal {
    if (sample.type !== 'counter') return 'not-a-counter';
    const mapped = this.#mapping.mapSample(sample);
    if (mapped.kind === 'dropped') return 'dropped-by-rule';
    if (mapped.kind === 'refused') return mapped.reason;
    if (mapped.value > MAX_INCREMENT) return 'increment-too-large';
    const series = this.#fold(mapped.series);
    const { id, overflow } = this.#series.find(series, mapped.help);
    if (overflow) this.folded['max-series']++;
    // What is folded is not remembered: there is no end of such lines, and each has to be counted as folded.
    return { id, amount: mapped.value, memorable: !overflow && series === mapped.series };
  }

  #fold(series: Series): Series {
    if (this.#knownPackages === undefined) return series;
    if (series.name !== IMPORTED_PACKAGE && series.name !== DIRECTLY_IMPORTED_PACKAGE) return series;
    const name = series.labels.find((label) => label.name === PACKAGE_LABEL)?.value;
    if (name === undefined || this.#knownPackages.has(name)) return series;
    this.folded['unknown-package']++;
    return makeSeries(
      series.name,
      series.labels.map((label) =>
        label.name === PACKAGE_LABEL ? { name: label.name, value: OTHER_PACKAGE } : label,
      ),
    );
  }
}
