/** Where counts are kept, how many series of them, and what is never called unused. */
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { Failure } from '../../../failure.ts';
import { SERIES_LIMITS } from '../../../ingest/limits.ts';
import { boundFlags, type Flag, switchFlag } from './flag.ts';
import { parseDurationMs, parseMode } from './values.ts';

export const KEEPING: readonly Flag[] = [
  ledgerFlag('-l, --ledger <file>', `where counts are kept (${DEFAULT_OPTIONS.ledgerPath})`),
  ledgerFlag('--ledger.path <file>', 'the same'),
  {
    flags: '--ledger.mode <mode>',
    help: `permissions of a new ledger, octal; 660 shares it with a group (${DEFAULT_OPTIONS.ledgerMode.toString(8)})`,
    apply: ({ options }, text, flag) => {
      options.ledgerMode = parseMode(text, flag);
    },
  },
  {
    flags: '--ledger.flush-interval <duration>',
    help: `how often counts are committed; they are shown once committed (${DEFAULT_OPTIONS.flushIntervalMs}ms)`,
    apply: ({ options }, text, flag) => {
      options.flushIntervalMs = parseDurationMs(text, flag);
    },
  },
  ...boundFlags('ledger', SERIES_LIMITS, 'limits'),
  ...switchFlag(
    'packages.known-only',
    'count packages that are in no inventory as package="other"',
    ({ options }, on) => {
      options.knownPackagesOnly = on;
    },
  ),
  {
    flags: '--expect-namespace <name>',
    help: 'namespace that must report: one that has not is a metric and stands on the pages; repeatable (those of popcon.yml)',
    apply: ({ options }, text, flag) => {
      if (text === '') throw new Failure('invalid-option', `${flag} takes the name of a namespace`);
      options.expectedNamespaces = [...options.expectedNamespaces, text];
    },
  },
  {
    flags: '-c, --config <file>',
    help: 'configuration for the pages: holidays, keep-list, thresholds (the nearest popcon.yml, from here upwards)',
    apply: ({ options }, text) => {
      options.configFile = text;
    },
  },
  {
    flags: '--reports.keep <file>',
    help: 'keep-list for the pages, what they never call unused: one name or glob per line (none)',
    apply: ({ options }, text) => {
      options.keepFile = text === '' ? undefined : text;
    },
  },
];

function ledgerFlag(flags: string, help: string): Flag {
  return {
    flags,
    help,
    apply: ({ options }, text) => {
      options.ledgerPath = text;
    },
  };
}
