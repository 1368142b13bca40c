/**
 * Every flag of `popcon serve`. Names are statsd_exporter's where the thing is the same; what it has and we have no
 * use for is accepted, so that its command lines and its Helm chart's work unchanged.
 */
import { BOUNDS } from './bounds.ts';
import type { Flag } from './flag.ts';
import { KEEPING } from './keeping.ts';
import { LISTENING } from './listening.ts';
import { LOGGING } from './logging.ts';
import { READING } from './reading.ts';
import { WITHOUT_MEANING } from './without-meaning.ts';

/** Heading in `--help` → its flags. */
export const FLAG_GROUPS: ReadonlyMap<string, readonly Flag[]> = new Map([
  ['Listening:', LISTENING],
  ['Reading lines:', READING],
  ['Keeping counts:', KEEPING],
  ['Bounds (what is past one is refused and counted):', BOUNDS],
  ['Logging:', LOGGING],
  ["Without meaning here (statsd_exporter's, accepted):", WITHOUT_MEANING],
]);
