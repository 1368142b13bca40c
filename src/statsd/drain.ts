/** The end of a listener: what had arrived is read, and a load that does not end does not put it off for ever. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Under a load that does not end, a close ends after this long. */
export const MAX_DRAIN_MS = 300;
/** Nothing for this long means that all that had arrived is read. */
const QUIET_MS = 20;

/** Lets the event loop read until `received` stands still, for {@link MAX_DRAIN_MS} at most. */
export async function untilQuiet(received: () => number): Promise<void> {
  const deadline = performance.now() + MAX_DRAIN_MS;
  for (let before = -1; before !== received() && performance.now() < deadline; ) {
    before = received();
    await sleep(QUIET_MS);
  }
}
