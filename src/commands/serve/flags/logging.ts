/** The level and format of the log. */
import { logFormats, logLevels } from '../../../log.ts';
import type { Flag } from './flag.ts';
import { parseChoice } from './values.ts';

export const LOGGING: readonly Flag[] = [
  {
    flags: '--log.level <level>',
    help: `least severity that is logged: ${logLevels.join(', ')} (info)`,
    apply: (args, text, flag) => {
      // As statsd_exporter takes them: INFO is info.
      args.logLevel = parseChoice(text.toLowerCase(), flag, logLevels);
    },
  },
  {
    flags: '--log.format <format>',
    help: `format of the log: ${logFormats.join(', ')} (logfmt)`,
    apply: (args, text, flag) => {
      args.logFormat = parseChoice(text, flag, logFormats);
    },
  },
];
