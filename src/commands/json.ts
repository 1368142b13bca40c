/** `--json`: the answer for programs in the place of the one for people. */
import { Option } from 'commander';
import { formatJson } from '../render/format.ts';
import { type Style, styleFor } from '../render/style.ts';
import type { Context } from './command.ts';

export const JSON_OPTION = new Option('--json', 'print one JSON value');

export interface JsonOptions {
  readonly json?: true;
}

/** Prints `value` as JSON where that is asked for, otherwise what `format` makes of it. */
export function print<Value>(
  value: Value,
  format: (value: Value, style: Style) => string,
  { json }: JsonOptions,
  { stdout, env }: Context,
): void {
  stdout.write(json ? formatJson(value) : format(value, styleFor(stdout, env)));
}
