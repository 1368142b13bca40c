/** Removes the series that `popcon ledger drop` named, from the ingest thread first, then from the ledger. */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ingest } from '../ingest/ingest.ts';
import { askedToDrop, droppedIds, giveBackRoom } from '../ledger/drop.ts';
import type { Recorder } from '../ledger/recorder.ts';
import type { Log } from '../log.ts';

export interface DropParts {
  readonly db: DatabaseSync;
  readonly ingest: Ingest;
  readonly recorder: Recorder;
  readonly log: Log;
  /** From then on no more is begun: what is left is asked for still. */
  readonly signal: AbortSignal;
}

/**
 * To be called between commits, with nothing pending. Increments of a dropped series since the last commit move to
 * the overflow series. Returns true if anything was dropped.
 */
export async function dropAsked({ db, ingest, recorder, log, signal }: DropParts): Promise<boolean> {
  let hasDropped = false;
  for (const pattern of askedToDrop(db)) {
    if (signal.aborted) return hasDropped;
    const ids = droppedIds(db, pattern);
    await ingest.forget(ids);
    await recorder.drop(ids, pattern);
    log.info('series dropped', { pattern, series: ids.size });
    hasDropped = true;
  }
  while (hasDropped && !signal.aborted && (await recorder.write(giveBackRoom))) await nextTurn();
  return hasDropped;
}
