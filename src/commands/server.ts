/** The options that say how servers are asked, whichever command asks them, and whether for counts or to push. */
import { type Command, Option } from 'commander';
import { Failure } from '../failure.ts';
import type { Endpoint } from '../sources/http.ts';
import { readOption } from './answer/file.ts';
import type { Context } from './command.ts';
import { addOptions, durationOption, repeatableOption } from './options.ts';

export interface ServerOptions {
  readonly fromTokenFile?: string;
  readonly fromCa?: string;
  readonly fromHeader?: readonly string[];
  /** Milliseconds. */
  readonly fromTimeout: number;
}

/** An answer longer than this is asked for in smaller parts, or refused. */
const MAX_ANSWER_BYTES = 256_000_000;

export function addServerOptions(command: Command, timeout: '10s' | '120s'): void {
  const options = [
    new Option('--from-token-file <file>', 'file with the bearer token to send; or set POPCON_FROM_TOKEN'),
    new Option('--from-ca <file>', "PEM certificates to trust instead of the system's"),
    repeatableOption('--from-header <name:value>', 'header to send, such as X-Scope-OrgID:team'),
    durationOption('--from-timeout <duration>', 'longest time for one answer, such as 30s or 2m', timeout),
  ];
  addOptions(command, options, 'How servers are asked:');
}

/** How one is asked; its address comes beside it. `variable` holds the token where no file does. */
export function endpointOf(
  options: ServerOptions,
  { env }: Context,
  variable = 'POPCON_FROM_TOKEN',
): Omit<Endpoint, 'url'> {
  const { fromTokenFile, fromCa, fromHeader = [], fromTimeout } = options;
  const token = fromTokenFile === undefined ? env[variable] : readToken(fromTokenFile);
  return {
    timeoutMs: fromTimeout,
    maxBytes: MAX_ANSWER_BYTES,
    headers: Object.fromEntries(fromHeader.map(parseHeader)),
    token: token || undefined,
    ca: fromCa === undefined ? undefined : readCertificates(fromCa),
  };
}

function readToken(path: string): string {
  const token = readOption('--from-token-file', path).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Failure('token-invalid', `${path} holds no token: one word on one line`, { about: path });
}

/** Node takes a file without any certificate as one that trusts nobody, and says nothing. */
function readCertificates(path: string): string {
  const text = readOption('--from-ca', path);
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new Failure('invalid-option', `--from-ca ${path} has no certificate in PEM form`);
}

function parseHeader(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new Failure('invalid-option', '--from-header takes NAME:VALUE');
  }
  return [name, value];
}
