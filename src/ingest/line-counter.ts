/**
 * Lines come in; each of their samples is added to a series or refused with a reason, and each is counted:
 * received = counted + refused, always. Known lines go by their bytes; only a new one is parsed and mapped.
 */
import { OVERFLOW } from '../series/metrics.ts';
import { makeSeries } from '../series/series.ts';
import type { Dialect } from '../statsd/dialect.ts';
import { parseBytes } from '../statsd/parse.ts';
import { decide, type HasRoom, type Rules } from './decide.ts';
import { Increments } from './increments.ts';
import type { LineTable } from './line-table.ts';
import type { DatagramLineSink } from './listeners.ts';
import { type FoldReason, SAMPLE_REFUSALS, type SampleRefusal } from './refusals.ts';
import type { SeriesTable } from './series-table.ts';
import { type LineTrace, traceLine } from './trace.ts';

const OVERFLOW_SERIES = makeSeries(OVERFLOW, []);

export interface LineCounterOptions {
  readonly rules: Rules;
  readonly dialect: Dialect;
  readonly series: SeriesTable;
  readonly knownLines: LineTable;
  /** Shared with the main thread: its one element is 1 while counts wait to be taken. */
  readonly waiting?: Int32Array;
}

export class LineCounter implements DatagramLineSink {
  readonly increments = new Increments();
  readonly refused: Record<SampleRefusal, number>;
  lines = 0;
  samples = 0;
  /** Samples of types other than counter, which are only relayed. */
  relayed = 0;
  /** Samples that count in a collective series, by reason. */
  readonly folded: Record<FoldReason, number> = { 'max-series': 0, 'unknown-package': 0 };
  /** Tags removed from samples that are counted, by reason. */
  readonly tagsLeftOut = { malformed: 0, 'not-kept': 0 };
  factorErrors = 0;
  readonly #dialect: Dialect;
  readonly #series: SeriesTable;
  readonly #known: LineTable;
  readonly #hasRoom: HasRoom;
  readonly #waiting: Int32Array;
  #rules: Rules;

  constructor({ rules, dialect, series, knownLines, waiting = new Int32Array(1) }: LineCounterOptions) {
    this.#waiting = waiting;
    this.#rules = rules;
    this.#dialect = dialect;
    this.#series = series;
    this.#known = knownLines;
    this.#hasRoom = (candidate, matters) => series.hasRoom(candidate, matters);
    this.refused = Object.fromEntries(Object.keys(SAMPLE_REFUSALS).map((reason) => [reason, 0])) as Record<
      SampleRefusal,
      number
    >;
  }

  /** Replaces some of the rules, from the next line on. */
  setRules(rules: Partial<Rules>): void {
    this.#rules = { ...this.#rules, ...rules };
    this.#series.rulesChanged();
    this.#known.clear();
  }

  /** Says what the rules would do with a line, without counting it. */
  trace(line: string): LineTrace {
    return traceLine(line, this.#dialect, this.#rules, this.#hasRoom);
  }

  /**
   * Removes series that are no longer in the ledger. Their increments that were not taken yet move to the overflow
   * series, whose id is returned.
   */
  forget(ids: ReadonlySet<number>): number {
    this.#series.forget(ids);
    this.#known.clear();
    const overflowId = this.#series.find(OVERFLOW_SERIES, undefined);
    this.increments.move(ids, overflowId);
    return overflowId;
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    this.lines++;
    this.#waiting[0] = 1;
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

  /** A line that is refused unread counts as one sample. */
  #refuseLine(reason: SampleRefusal): void {
    this.lines++;
    this.#waiting[0] = 1;
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
    this.tagsLeftOut.malformed += tagErrors;
    this.factorErrors += factorErrors;
    for (const reason of refusals) this.#refuse(reason);
    const isWholeLine = samples.length === 1 && refusals.length + tagErrors + factorErrors === 0;
    for (const sample of samples) {
      const decision = decide(sample, this.#rules, this.#hasRoom);
      if (decision.outcome === 'refused') {
        this.#refuse(decision.reason);
        continue;
      }
      this.samples++;
      if (decision.outcome === 'relayed') {
        this.relayed++;
        continue;
      }
      const { series, help, amount, tagsLeftOut } = decision;
      const id = this.#series.find(series, help);
      this.increments.add(id, amount);
      this.tagsLeftOut['not-kept'] += tagsLeftOut;
      if (decision.outcome === 'folded') this.folded[decision.reason]++;
      // Only a plain count is remembered: the other outcomes update more counters, and folded names are unbounded.
      else if (isWholeLine && tagsLeftOut === 0) this.#known.learn(bytes, start, end, id, amount);
    }
  }
}
