/**
 * The thread that makes pages: a view in, its answer out. Reports over a large ledger take a while, and in a
 * thread of their own they hold up neither a scrape nor a commit. It starts with the first question, and anew
 * after a failure; it ends, and gives its memory back, when nobody has asked for a while. Questions beyond what it
 * may have waiting are refused.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../../failure.ts';
import type { View } from '../pages/view.ts';
import type { Answer, Moment, PageQuestion, PageReply, Pages } from './page-answer.ts';

const MAX_WAITING = 64;
/** The thread ends rather than take more; the collector goes on without it. */
const MAX_HEAP_MIB = 512;
/** Rows live for one answer: a small young generation gives them up sooner. */
const MAX_YOUNG_MIB = 8;
const IDLE_MS = 600_000;

export interface PageThread extends Pages {
  close(): Promise<void>;
}

export function pageThread(config: PageThreadConfig, idleMs = IDLE_MS): PageThread {
  let thread: RunningThread | undefined;
  return {
    answer(view, moment) {
      if (thread === undefined || thread.ended) thread = new RunningThread(config, idleMs);
      return thread.ask(view, moment);
    },
    close: async () => thread?.close(),
  };
}

export interface PageThreadConfig {
  readonly ledgerPath: string;
  readonly version: string;
  /** What shall stay whatever the counts say; undefined: no list. */
  readonly keepFile: string | undefined;
}

class RunningThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #idle: NodeJS.Timeout;
  #asked = 0;
  #ended = false;

  constructor(config: PageThreadConfig, idleMs: number) {
    this.#worker = new Worker(new URL(`./page-worker${extname(import.meta.filename)}`, import.meta.url), {
      workerData: config,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
    });
    this.#worker.on('message', (reply: PageReply) => this.#settle(reply));
    this.#worker.on('error', (error: Error) => this.#end(error.message));
    this.#worker.on('exit', () => this.#end('it was stopped'));
    this.#worker.unref();
    this.#idle = setTimeout(() => this.#endIfIdle(), idleMs).unref();
  }

  get ended(): boolean {
    return this.#ended;
  }

  ask(view: View, moment: Moment): Promise<Answer> {
    if (this.#waiting.size >= MAX_WAITING) {
      throw new Failure('pages-busy', 'too many pages are being made at once: try again in a moment');
    }
    this.#idle.refresh();
    const number = this.#asked++;
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.set(number, answer);
    this.#worker.postMessage({ number, view, moment } satisfies PageQuestion);
    return answer.promise;
  }

  async close(): Promise<void> {
    // From now on, so that no question goes to a thread that is ending.
    this.#ended = true;
    await this.#worker.terminate();
  }

  #settle(reply: PageReply): void {
    const answer = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if (reply.failure === undefined) answer?.resolve(reply.answer);
    else answer?.reject(new Failure(reply.failure.code, reply.failure.message));
  }

  #endIfIdle(): void {
    if (this.#waiting.size > 0) this.#idle.refresh();
    else void this.close();
  }

  #end(reason: string): void {
    this.#ended = true;
    clearTimeout(this.#idle);
    const failure = new Failure('pages-ended', `the thread that makes pages has ended: ${reason}; try again`);
    for (const answer of this.#waiting.values()) answer.reject(failure);
    this.#waiting.clear();
  }
}
