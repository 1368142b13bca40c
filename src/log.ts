/** Events in, lines out, in logfmt or JSON as statsd_exporter writes them. Values of secrets never come here. */

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export const LOG_FORMATS = ['logfmt', 'json'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = (typeof LOG_FORMATS)[number];
export type LogFields = Readonly<Record<string, string | number | boolean>>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LogOptions {
  /** Less severe events are left out. */
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly write: (line: string) => unknown;
}

export function makeLog({ level: least, format, now, write }: LogOptions): Log {
  const render = format === 'json' ? renderJson : renderLogfmt;
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
      write(`${render({ time: new Date(now()).toISOString(), level, msg: message, ...fields })}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function renderJson(fields: LogFields): string {
  return JSON.stringify(fields);
}

function renderLogfmt(fields: LogFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${quoteLogfmt(String(value))}`)
    .join(' ');
}

function quoteLogfmt(value: string): string {
  return /^[^\s"=\\]+$/.test(value) ? value : JSON.stringify(value);
}
