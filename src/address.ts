/** `host:port`, `[ipv6]:port` or `:port` (all addresses) → where to listen or to send. */
import { Failure, messageOf } from './failure.ts';

export interface Address {
  /** Undefined: every address of this machine, IPv4 and IPv6. */
  readonly host: string | undefined;
  readonly port: number;
}

/** An address to bind, or a socket that is bound already: its file descriptor. */
export type Endpoint = Address | { readonly fd: number };

/** `origin` names the flag the text came from, for the message. */
export function parseAddress(text: string, origin: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw new Failure(
      'invalid-address',
      `${origin}: '${text}' is not an address: write host:port, [ipv6]:port, or :port for all addresses`,
    );
  }
  const host = match[1] ?? match[2];
  return { host: host === '' ? undefined : host, port };
}

export function formatAddress({ host, port }: Address): string {
  if (host === undefined) return `[::]:${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A dual-stack socket gives IPv4 addresses within IPv6. */
export function plainIp(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/, '');
}

/** The kinds of listeners, as messages name them. */
export type Listener = 'UDP' | 'TCP' | 'unixgram' | 'HTTP';

/** Why a socket could not be bound, as a line for the reader. */
export function bindFailure(listener: Listener, where: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = messageOf(error);
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'is in use by another program',
    EACCES: 'is not allowed for this user, who needs a port from 1024 on, or a path that may be written',
    EADDRNOTAVAIL: 'is not an address of this machine',
    ENOENT: 'is in a folder that does not exist',
    ENOTFOUND: 'is not a known host',
  };
  const reason = reasons[code] ?? `cannot be listened on: ${message}`;
  return new Failure('bind-failed', `${listener} ${where} ${reason}`, { cause: error, about: listener });
}

/** An address that can be dialled on this machine, where every address is listened on. */
export function reachable(address: string): string {
  return address.replace(/^(?:\[::\]|0\.0\.0\.0):/, 'localhost:');
}
