/** The options that say where counts come from, and the source they name. */
import { type Command, Option } from 'commander';
import { Failure } from '../../failure.ts';
import { makeProgress } from '../../render/progress.ts';
import { openSource } from '../../sources/open.ts';
import { readOnce } from '../../sources/read-once.ts';
import type { Source } from '../../sources/source.ts';
import type { Context } from '../command.ts';
import { readCertificates } from './certificates.ts';
import { readOption } from './file.ts';

export interface SourceOptions {
  readonly from: string;
  readonly fromTokenFile?: string;
  readonly fromCa?: string;
  readonly fromHeader?: readonly string[];
  readonly fromTimeout: number;
}

const HEADING = 'Where counts come from:';
const DEFAULT_TIMEOUT_S = 120;
/** An answer longer than this is asked for in smaller parts, or refused. */
const MAX_ANSWER_BYTES = 256_000_000;

export function addSourceOptions(command: Command): void {
  const options = [
    new Option('--from <source>', 'a ledger file, http://COLLECTOR:9102 or prometheus+http://SERVER:9090')
      .env('POPCON_FROM')
      .default('./popcon.db'),
    new Option('--from-token-file <file>', 'bearer token for it; POPCON_FROM_TOKEN holds one, too'),
    new Option('--from-ca <file>', "PEM certificates to trust instead of the system's"),
    new Option(
      '--from-header <name:value>',
      'a further header, such as X-Scope-OrgID:team; repeatable',
    ).argParser(collect),
    new Option('--from-timeout <seconds>', 'how long one of its answers may take')
      .default(DEFAULT_TIMEOUT_S)
      .argParser(parseSeconds),
  ];
  for (const option of options) command.addOption(option.helpGroup(HEADING));
}

/** Runs `answer` on the named source, with a progress bar on a terminal while a server is read. */
export async function withSource<T>(
  options: SourceOptions,
  context: Context,
  answer: (source: Source) => Promise<T>,
): Promise<T> {
  using progress = makeProgress(context.stderr, context.now);
  using source = await openSource(options.from, {
    endpoint: {
      timeoutMs: options.fromTimeout * 1000,
      maxBytes: MAX_ANSWER_BYTES,
      headers: Object.fromEntries((options.fromHeader ?? []).map(parseHeader)),
      ...optional('token', readToken(options, context)),
      ...optional('ca', options.fromCa === undefined ? undefined : readCertificates(options.fromCa)),
    },
    now: context.now,
    signal: context.signal,
    progress: progress.show,
  });
  return await answer(readOnce(source));
}

function readToken({ fromTokenFile }: SourceOptions, { env }: Context): string | undefined {
  if (fromTokenFile !== undefined) return readOption('--from-token-file', fromTokenFile).trim();
  return env.POPCON_FROM_TOKEN === '' ? undefined : env.POPCON_FROM_TOKEN;
}

function parseHeader(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new Failure('bad-header', `--from-header ${text} is not NAME:VALUE`);
  }
  return [name, value];
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new Failure('bad-option', `--from-timeout ${text} is not a number of seconds from 0 to 86400`);
  }
  return seconds;
}

/** Whether a name is of a server, rather than of a file. */
export function isSourceAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
