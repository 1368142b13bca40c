/** Where counts are kept, how many series of them, and what is never called unused. */
import { DEFAULT_OPTIONS } from '../options.ts';
import { type Flag, limitFlag } from './flag.ts';
import { parseDurationMs } from './values.ts';

export const KEEPING: readonly Flag[] = [
  {
    flags: '--ledger.path <file>',
    help: `where counts are kept (${DEFAULT_OPTIONS.ledgerPath})`,
    apply: ({ options }, text) => {
      options.ledgerPath = text;
    },
  },
  {
    flags: '--ledger.flush-interval <duration>',
    help: `how often counts are committed, and only then shown (${DEFAULT_OPTIONS.flushIntervalMs}ms)`,
    apply: ({ options }, text, flag) => {
      options.flushIntervalMs = parseDurationMs(text, flag);
    },
  },
  limitFlag(
    '--ledger.max-series',
    'maxSeries',
    'series, past which all new ones count in popcon_overflow_total',
  ),
  {
    flags: '--packages.known-only',
    help: 'count packages that are in no inventory as package="other" (off)',
    apply: ({ options }) => {
      options.knownPackagesOnly = true;
    },
  },
  {
    flags: '--reports.keep <file>',
    help: 'what the pages never call unused: a name or glob a line (none)',
    apply: ({ options }, text) => {
      options.keepFile = text === '' ? undefined : text;
    },
  },
];
