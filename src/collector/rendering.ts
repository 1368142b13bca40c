/**
 * The ledger's part of `/metrics`, rendered in a thread of its own from what is committed. A rendering is shared by all
 * requests until the next commit; the memory of older ones that slow clients still read is bounded.
 */
import { extname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import { Unimported } from '../ledger/unimported.ts';
import { OccasionalThread } from '../thread.ts';
import type { Rendering } from '../web/metrics.ts';
import { giveBack } from '../web/pieces.ts';
import { type LedgerView, type RenderedLedger, renderLedger } from './render-ledger.ts';

const MAX_HEAP_MIB = 96;
const MAX_YOUNG_MIB = 8;
/** More than there are combinations of format and mark at one time. */
const MAX_WAITING = 8;
const IDLE_MS = 120_000;
/** Total size of renderings being sent; above it, the oldest responses are closed, since their clients are slow. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;

export type RenderCalls = {
  readonly render: { readonly takes: LedgerView; readonly gives: RenderedLedger };
};

export interface RenderingParts {
  readonly ledgerPath: string;
  /** The open ledger, used if another file is now at its path. */
  readonly db: DatabaseSync;
  readonly isDisplaced: () => boolean;
}

/** A rendering that is kept while a response uses it. */
interface Held extends RenderedLedger {
  readonly closers: Set<() => void>;
  /** No request is given it any more. */
  isOld: boolean;
}

export class Renderings {
  readonly #parts: RenderingParts;
  readonly #thread: OccasionalThread<RenderCalls>;
  readonly #current = new Map<string, Promise<Held>>();
  readonly #held = new Set<Held>();
  #closed = 0;

  constructor(parts: RenderingParts) {
    this.#parts = parts;
    this.#thread = new OccasionalThread<RenderCalls>({
      start: () =>
        new Worker(new URL(`./render-worker${extname(import.meta.filename)}`, import.meta.url), {
          workerData: parts.ledgerPath,
          resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
        }),
      ended: (reason) => new Failure('rendering-ended', `the ledger cannot be shown: ${reason}; try again`),
      busy: () => new Failure('rendering-busy', 'too much is asked for at once: try again in a moment'),
      maxWaiting: MAX_WAITING,
      idleMs: IDLE_MS,
    });
  }

  /** Number of responses cut off because their clients were slow and memory was needed. */
  get closed(): number {
    return this.#closed;
  }

  /** To be called after a commit: the next request is rendered again. */
  committed(): void {
    // By the next turn whoever is given it holds it.
    for (const current of this.#current.values())
      current.then(
        (held) => setImmediate(() => this.#giveUp(held)),
        () => undefined,
      );
    this.#current.clear();
  }

  async of(asked: LedgerView): Promise<Rendering> {
    const key = `${asked.format} ${asked.introduced}`;
    const current = this.#current.get(key) ?? this.#render(asked);
    this.#current.set(key, current);
    current.catch(() => this.#current.delete(key));
    const held = await current;
    return {
      pieces: held.pieces,
      lastId: held.lastId,
      hold: (close) => {
        held.closers.add(close);
        this.#held.add(held);
        this.#closeSlow();
        return () => {
          held.closers.delete(close);
          if (held.closers.size > 0) return;
          this.#held.delete(held);
          if (held.isOld) this.#giveUp(held);
        };
      },
    };
  }

  #giveUp(held: Held): void {
    held.isOld = true;
    if (held.closers.size === 0) for (const { bytes } of held.pieces) giveBack(bytes);
  }

  /** Gives back the memory of what renders, where nothing is being rendered. */
  rest(): Promise<void> {
    return this.#thread.rest();
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #render(asked: LedgerView): Promise<Held> {
    const { isDisplaced } = this.#parts;
    const rendered = isDisplaced() ? undefined : await this.#thread.ask('render', asked);
    return {
      ...(rendered === undefined || isDisplaced() ? this.#renderHere(asked) : rendered),
      closers: new Set(),
      isOld: false,
    };
  }

  /** Counts are in the open file, not in the one now at its path. */
  #renderHere(asked: LedgerView): RenderedLedger {
    return renderLedger(this.#parts.db, asked, new Unimported());
  }

  #closeSlow(): void {
    let bytes = 0;
    for (const held of this.#held) bytes += sizeOf(held);
    for (const held of this.#held) {
      if (bytes <= MAX_HELD_BYTES) return;
      bytes -= sizeOf(held);
      this.#closed += held.closers.size;
      for (const close of [...held.closers]) close();
    }
  }
}

function sizeOf({ pieces }: RenderedLedger): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
}
