/** Removes the series that `popcon ledger drop` named, from the ledger and from the ingest thread. */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ingest } from '../ingest/ingest.ts';
import { askedToDrop, droppedIds, finishDrop, giveBackRoom } from '../ledger/drop.ts';
import type { Recorder } from '../ledger/recorder.ts';
import type { Log } from '../log.ts';
import type { Committing } from './committing.ts';

export interface DropParts {
  readonly db: DatabaseSync;
  readonly ingest: Pick<Ingest, 'forget'>;
  readonly recorder: Recorder;
  readonly committing: Pick<Committing, 'between'>;
  readonly log: Log;
}

/** Series of a portion: an end waits for the one that is under way. */
const PORTION = 500;

/**
 * To be called between commits, with nothing pending. Increments of a dropped series since the last commit move to
 * the overflow series. Where the collector ends meanwhile, or the disk refuses, what is left is asked for still.
 * Returns true if anything was dropped.
 */
export async function dropAsked({ db, ingest, recorder, committing, log }: DropParts): Promise<boolean> {
  let hasDropped = false;
  for (const pattern of askedToDrop(db)) {
    const ids = droppedIds(db, pattern);
    for (let from = 0; from < ids.length; from += PORTION) {
      const portion = new Set(ids.slice(from, from + PORTION));
      const isDropped = await committing.between(async () => {
        if (!(await recorder.drop(portion))) return false;
        await ingest.forget(portion);
        return true;
      });
      if (!isDropped) return hasDropped;
      hasDropped = true;
    }
    const finish = () => recorder.tryWrite((ledger) => finishDrop(ledger, pattern));
    if (!(await committing.between(finish))) return hasDropped;
    log.info('series dropped', { pattern, series: ids.length });
  }
  let hasMore = hasDropped;
  const giveBack = () =>
    recorder.tryWrite((ledger) => {
      hasMore = giveBackRoom(ledger);
    });
  while (hasMore && (await committing.between(giveBack))) await nextTurn();
  return hasDropped;
}
