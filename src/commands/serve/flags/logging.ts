/** The level and format of the log. */
import { LOG_FORMATS, LOG_LEVELS } from '../../../log.ts';
import { type Flag, flag } from './flag.ts';
import { parseChoice } from './values.ts';

export const LOGGING: readonly Flag[] = [
  flag(
    '--log.level <level>',
    `least severity that is logged: ${LOG_LEVELS.join(', ')} (info)`,
    // As statsd_exporter takes them: INFO is info.
    (text, name) => ({ logLevel: parseChoice(text.toLowerCase(), name, LOG_LEVELS) }),
  ),
  flag('--log.format <format>', `format of the log: ${LOG_FORMATS.join(', ')} (logfmt)`, (text, name) => ({
    logFormat: parseChoice(text, name, LOG_FORMATS),
  })),
];
