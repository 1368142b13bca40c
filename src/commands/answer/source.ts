/** The options that say where counts come from, and the source they name. */
import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { Failure } from '../../failure.ts';
import { makeProgress } from '../../render/progress.ts';
import { isServerAddress } from '../../sources/address.ts';
import { openSource, SOURCE_FORMS } from '../../sources/open.ts';
import { readOnce } from '../../sources/read-once.ts';
import type { Source } from '../../sources/source.ts';
import type { Context } from '../command.ts';
import { addOptions } from '../options.ts';
import { addServerOptions, endpointOf, type ServerOptions } from '../server.ts';

export const DEFAULT_LEDGER = './popcon.db';

export interface SourceOptions extends ServerOptions {
  /** A ledger file or the address of a server. */
  readonly from: string;
}

/** Nobody said where counts are, and there is no ledger, or none with an inventory. */
export function isAbsent(error: unknown, { from }: SourceOptions): error is Failure {
  return (
    error instanceof Failure &&
    from === DEFAULT_LEDGER &&
    (error.code === 'ledger-missing' || error.code === 'no-inventory')
  );
}

/** A ledger of this size takes a second or two. */
const LARGE_BYTES = 30_000_000;

/**
 * `--ledger FILE` or `--from SOURCE`; `options.from` is what was said. Both where `besideFrom` says what the ledger is
 * for while counts come from elsewhere.
 */
export function addSourceOptions(
  command: Command,
  { besideFrom }: { readonly besideFrom?: string } = {},
): void {
  const options = [
    new Option('-l, --ledger <file>', besideFrom ?? `the ledger (default: ${DEFAULT_LEDGER})`),
    new Option('-f, --from <source>', `instead of --ledger: ${SOURCE_FORMS}`)
      .env('POPCON_FROM')
      .default(DEFAULT_LEDGER, 'the ledger'),
  ];
  addOptions(command, options, 'Where counts come from:');
  addServerOptions(command, '120s');
  command.hook('preAction', () => {
    const ledger: string | undefined = command.getOptionValue('ledger');
    if (ledger === undefined) return;
    if (command.getOptionValueSource('from') !== 'cli')
      command.setOptionValueWithSource('from', ledger, 'cli');
    else if (besideFrom === undefined) {
      throw new Failure('invalid-option', '--ledger and --from both say where counts are: give one of them');
    }
  });
}

/** Runs `answer` on the named source, with a progress bar on a terminal while a server is read. */
export async function withSource<T>(
  options: SourceOptions,
  context: Context,
  answer: (source: Source) => Promise<T>,
): Promise<T> {
  using progress = makeProgress(context.stderr, context.now, context.env);
  if (isLargeFile(options.from)) progress.hold(`reading ${options.from}`);
  using source = await openSource(options.from, {
    endpoint: endpointOf(options, context),
    now: context.now,
    signal: context.signal,
    progress: progress.show,
  });
  return await answer(readOnce(source));
}

/** SQLite is read without a pause in which a bar could be drawn. */
function isLargeFile(path: string): boolean {
  return !isServerAddress(path) && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGE_BYTES;
}
