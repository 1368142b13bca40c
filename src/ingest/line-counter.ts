/**
 * Lines come in; each of their samples is added to a series or refused with a reason, and each is counted:
 * received = counted + refused, always. Known lines go by their bytes; only a new one is parsed and mapped.
 */
import { OVERFLOW } from '../series/metrics.ts';
import { makeSeries } from '../series/series.ts';
import type { Dialect } from '../statsd/dialect.ts';
import type { DatagramLineSink } from '../statsd/framing.ts';
import { parseBytes } from '../statsd/parse.ts';
import { decide, type HasRoom, type Rules } from './decide.ts';
import { Increments } from './increments.ts';
import type { LineTable } from './line-table.ts';
import { FOLD_REASONS, type FoldReason, SAMPLE_REFUSALS, type SampleRefusal } from './refusals.ts';
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

/** Since the start. */
export interface LineCounts {
  lines: number;
  samples: number;
  readonly refused: Record<SampleRefusal, number>;
  /** Samples of types other than counter, which are only relayed. */
  relayed: number;
  /** Samples that count in a collective series, by reason. */
  readonly folded: Record<FoldReason, number>;
  /** Tags removed from samples that are counted, by reason. */
  readonly tagsLeftOut: Record<'malformed' | 'not-kept', number>;
  /** Sampling factors that are not numbers, and are ignored. */
  factorErrors: number;
  /** Number of rules in force. */
  rules: number;
}

export class LineCounter implements DatagramLineSink {
  readonly increments = new Increments();
  readonly counts: LineCounts;
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
    this.counts = {
      lines: 0,
      samples: 0,
      refused: noneOf(SAMPLE_REFUSALS),
      relayed: 0,
      folded: noneOf(FOLD_REASONS),
      tagsLeftOut: { malformed: 0, 'not-kept': 0 },
      factorErrors: 0,
      rules: rules.mapping.ruleCount,
    };
  }

  /** Replaces some of the rules, from the next line on. */
  setRules(rules: Partial<Rules>): void {
    this.#rules = { ...this.#rules, ...rules };
    this.counts.rules = this.#rules.mapping.ruleCount;
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
    this.counts.lines++;
    this.#waiting[0] = 1;
    const slot = this.#known.find(bytes, start, end);
    if (slot < 0) {
      this.#readNew(bytes, start, end);
      return;
    }
    this.counts.samples++;
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
    this.counts.lines++;
    this.#waiting[0] = 1;
    this.#refuse(reason);
  }

  #refuse(reason: SampleRefusal): void {
    this.counts.samples++;
    this.counts.refused[reason]++;
  }

  #readNew(bytes: Uint8Array, start: number, end: number): void {
    const { samples, refusals, tagErrors, factorErrors } = parseBytes(
      bytes.subarray(start, end),
      this.#dialect,
    );
    this.counts.tagsLeftOut.malformed += tagErrors;
    this.counts.factorErrors += factorErrors;
    for (const reason of refusals) this.#refuse(reason);
    const isWholeLine = samples.length === 1 && refusals.length + tagErrors + factorErrors === 0;
    for (const sample of samples) {
      const decision = decide(sample, this.#rules, this.#hasRoom);
      if (decision.outcome === 'refused') {
        this.#refuse(decision.reason);
        continue;
      }
      this.counts.samples++;
      if (decision.outcome === 'relayed') {
        this.counts.relayed++;
        continue;
      }
      const { series, help, amount, tagsLeftOut } = decision;
      const id = this.#series.find(series, help);
      this.increments.add(id, amount);
      this.counts.tagsLeftOut['not-kept'] += tagsLeftOut;
      if (decision.outcome === 'folded') this.counts.folded[decision.reason]++;
      // Only a plain count is remembered: the other outcomes update more counters, and folded names are unbounded.
      else if (isWholeLine && tagsLeftOut === 0) this.#known.learn(bytes, start, end, id, amount);
    }
  }
}

function noneOf<Reason extends string>(reasons: Readonly<Record<Reason, string>>): Record<Reason, number> {
  return Object.fromEntries(Object.keys(reasons).map((reason) => [reason, 0])) as Record<Reason, number>;
}
