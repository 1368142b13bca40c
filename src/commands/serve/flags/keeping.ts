/** Where counts are kept, how many series of them, and what is never called unused. */
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { Failure } from '../../../failure.ts';
import { SERIES_LIMITS } from '../../../ingest/limits.ts';
import { boundFlags, type Flag, flag, switchFlag } from './flag.ts';
import { parseDurationMs, parseMode } from './values.ts';

const readLedgerPath: Flag['read'] = (ledgerPath) => ({ ledgerPath });

export const KEEPING: readonly Flag[] = [
  flag('-l, --ledger <file>', `where counts are kept (${DEFAULT_OPTIONS.ledgerPath})`, readLedgerPath),
  flag('--ledger.path <file>', 'the same', readLedgerPath),
  flag(
    '--ledger.mode <mode>',
    `permissions of a new ledger, octal; 660 shares it with a group (${DEFAULT_OPTIONS.ledgerMode.toString(8)})`,
    (text, name) => ({ ledgerMode: parseMode(text, name) }),
  ),
  flag(
    '--ledger.flush-interval <duration>',
    `how often counts are committed; they are shown once committed (${DEFAULT_OPTIONS.flushIntervalMs}ms)`,
    (text, name) => ({ flushIntervalMs: parseDurationMs(text, name) }),
  ),
  ...boundFlags('ledger', SERIES_LIMITS, 'limits'),
  ...switchFlag(
    'packages.known-only',
    'count packages that are in no inventory as package="other"',
    (knownPackagesOnly) => ({ knownPackagesOnly }),
  ),
  flag(
    '--expect-namespace <name>',
    'namespace that must report: one that has not is a metric and stands on the pages; repeatable (those of popcon.yml)',
    (text, name, { expectedNamespaces }) => {
      if (text === '') throw new Failure('invalid-option', `${name} takes the name of a namespace`);
      return { expectedNamespaces: [...expectedNamespaces, text] };
    },
  ),
  flag(
    '-c, --config <file>',
    'configuration for the pages: holidays, keep-list, thresholds (the nearest popcon.yml, from here upwards)',
    (configFile) => ({ configFile }),
  ),
  flag(
    '--reports.keep <file>',
    'keep-list for the pages, what they never call unused: one name or glob per line (none)',
    (text) => ({ keepFile: text || undefined }),
  ),
];
