/** What is logged, and how. */
import { logFormats, logLevels } from '../../../log.ts';
import type { Flag } from './flag.ts';
import { parseChoice } from './values.ts';

export const LOGGING: readonly Flag[] = [
  {
    flags: '--log.level <level>',
    help: `least severe events that are logged: ${logLevels.join(', ')} (info)`,
    apply: (args, text, flag) => {
      args.logLevel = parseChoice(text, flag, logLevels);
    },
  },
  {
    flags: '--log.format <format>',
    help: `how: ${logFormats.join(', ')} (logfmt)`,
    apply: (args, text, flag) => {
      args.logFormat = parseChoice(text, flag, logFormats);
    },
  },
];
