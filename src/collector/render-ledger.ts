/**
 * Writes all series of a ledger in an exposition format, as of one moment: `/metrics` without the collector's own. The
 * text is compressed piece by piece as it is read, so that it is never in memory as a whole.
 */
import type { DatabaseSync } from 'node:sqlite';
import { counterBases, openMetricsHead } from '../exposition/openmetrics.ts';
import { textHead } from '../exposition/text.ts';
import {
  helpTexts,
  type Lines,
  lastSeriesId,
  metricNames,
  openMetricsLines,
  textLines,
} from '../ledger/exposed-lines.ts';
import type { Unimported } from '../ledger/unimported.ts';
import { IMPORTED_PACKAGE, METRIC_HELP, PACKAGE_LABEL } from '../series/metrics.ts';
import { makeSeries } from '../series/series.ts';
import type { Format } from '../web/metrics.ts';
import { type Piece, packed } from '../web/pieces.ts';

export interface LedgerView {
  readonly format: Format;
  /** Series of higher ids are shown at 0, see exposition/first-shown-at-zero.ts. */
  readonly introduced: number;
  /** See ledger/unimported.ts. */
  readonly inventories: number;
}

export interface RenderedLedger {
  readonly pieces: readonly Piece[];
  /** Highest id of its series. */
  readonly lastId: number;
}

/** Help of a metric that has none. */
const DEFAULT_HELP = 'Counted from statsd lines.';
/** Text is compressed in pieces of this size. */
const PIECE_CHARACTERS = 65_536;

export function renderLedger(
  db: DatabaseSync,
  { format, introduced, inventories }: LedgerView,
  unimported: Unimported,
): RenderedLedger {
  db.exec('BEGIN');
  try {
    const zeros = Array.from(
      unimported.names(db, inventories),
      (value) => makeSeries(IMPORTED_PACKAGE, [{ name: PACKAGE_LABEL, value }]).key,
    );
    const helps = helpTexts(db);
    const helpOf = (name: string) => helps.get(name) ?? METRIC_HELP.get(name) ?? DEFAULT_HELP;
    const pieces =
      format === 'text' ? renderText(db, introduced, zeros, helpOf) : render(db, introduced, zeros, helpOf);
    return { pieces, lastId: lastSeriesId(db) };
  } finally {
    db.exec('COMMIT');
  }
}

type HelpOf = (name: string) => string;

function renderText(
  db: DatabaseSync,
  introduced: number,
  zeros: readonly string[],
  helpOf: HelpOf,
): readonly Piece[] {
  const byName = gather(textLines(db, introduced));
  if (zeros.length > 0) writerOf(byName, IMPORTED_PACKAGE).write(zeros.map((key) => `${key} 0\n`).join(''));
  return join(byName, (name) => textHead({ name, type: 'counter', help: helpOf(name) }));
}

function render(
  db: DatabaseSync,
  introduced: number,
  zeros: readonly string[],
  helpOf: HelpOf,
): readonly Piece[] {
  const names = new Set(metricNames(db));
  if (zeros.length > 0) names.add(IMPORTED_PACKAGE);
  const bases = counterBases([...names].sort());
  const plain = [...names].filter((name) => !bases.has(name));
  const byName = gather(openMetricsLines(db, introduced, plain));
  const base = bases.get(IMPORTED_PACKAGE);
  const atZero = zeros.map((key) =>
    base === undefined ? `${key} 0\n` : `${base}_total${key.slice(IMPORTED_PACKAGE.length)} 0\n`,
  );
  if (zeros.length > 0) writerOf(byName, IMPORTED_PACKAGE).write(atZero.join(''));
  return join(byName, (name) =>
    openMetricsHead({ name, type: 'counter', help: helpOf(name), base: bases.get(name) }),
  );
}

/** Text in, compressed pieces out. */
class Writer {
  readonly pieces: Piece[] = [];
  #text = '';

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= PIECE_CHARACTERS) this.#pack();
  }

  /** Appends the pieces of another. */
  add(other: Writer): void {
    if (other.pieces.length > 0) {
      this.#pack();
      this.pieces.push(...other.pieces);
    }
    this.write(other.#text);
  }

  end(): readonly Piece[] {
    this.#pack();
    return this.pieces;
  }

  #pack(): void {
    if (this.#text === '') return;
    this.pieces.push(packed(this.#text));
    this.#text = '';
  }
}

function gather(all: Iterable<Lines>): Map<string, Writer> {
  const byName = new Map<string, Writer>();
  for (const { name, lines } of all) writerOf(byName, name).write(`${lines}\n`);
  return byName;
}

function writerOf(byName: Map<string, Writer>, name: string): Writer {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const writer = new Writer();
  byName.set(name, writer);
  return writer;
}

/** Sorted by name. */
function join(byName: ReadonlyMap<string, Writer>, headOf: (name: string) => string): readonly Piece[] {
  const whole = new Writer();
  for (const [name, writer] of [...byName].sort(([one], [other]) => (one < other ? -1 : 1))) {
    whole.write(headOf(name));
    whole.add(writer);
  }
  return whole.end();
}
