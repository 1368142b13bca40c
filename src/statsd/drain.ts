/** The end of a listener: what had arrived is read, and a load that does not end does not put it off for ever. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Under a load that does not end, all listeners together are closed after this long. */
export const MAX_DRAIN_MS = 300;
/** Nothing for this long means that all that had arrived is read. */
const QUIET_MS = 20;

/** Lets the event loop read, once at least, until `received` stands still or `deadlineMs` has passed. */
export async function untilQuiet(received: () => number, deadlineMs: number): Promise<void> {
  let before: number;
  do {
    before = received();
    await sleep(QUIET_MS);
  } while (before !== received() && performance.now() < deadlineMs);
}
