/**
 * The thread that makes pages: a view in, its answer out. Reports over a large ledger take a while, and in a
 * thread of their own they hold up neither a scrape nor a commit. It starts with the first question, and anew
 * after a failure; it ends, and gives its memory back, when nobody has asked for a while. Questions beyond what it
 * may have waiting are refused.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Failure } from '../../failure.ts';
import { OccasionalThread } from '../../thread.ts';
import type { SiteIdentity } from '../site.ts';
import type { PageCalls, Pages } from './page-answer.ts';
import type { PageFiles } from './page-configuration.ts';

const MAX_WAITING = 64;
/** The thread ends rather than take more; the collector goes on without it. */
const MAX_HEAP_MIB = 256;
/** Rows live for one answer: a small young generation gives them up sooner. */
const MAX_YOUNG_MIB = 8;
export const IDLE_MS = 60_000;

export interface PageThread extends Pages {
  /** Gives its memory back now, where nothing is being made. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

export interface PageThreadConfig extends PageFiles {
  readonly ledgerPath: string;
  readonly identity: SiteIdentity;
}

export function pageThread(config: PageThreadConfig, idleMs = IDLE_MS): PageThread {
  const thread = new OccasionalThread<PageCalls>({
    start: () =>
      new Worker(new URL(`./page-worker${extname(import.meta.filename)}`, import.meta.url), {
        workerData: config,
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
      }),
    ended: (reason) =>
      new Failure('pages-ended', `the thread that makes pages has ended: ${reason}; try again`),
    busy: () => new Failure('pages-busy', 'too many pages are being made at once: try again in a moment'),
    maxWaiting: MAX_WAITING,
    idleMs,
  });
  return {
    answer: (view, context) => thread.ask('answer', { view, context }),
    report: (name, question, today) => thread.ask('report', { name, question, today }),
    rest: () => thread.rest(),
    close: () => thread.close(),
  };
}
