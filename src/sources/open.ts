/**
 * The value of `--from` → the source it names. Refused: an address of another kind. The clients of servers are loaded
 * only for servers: that takes as long as to read a small ledger.
 */
import { existsSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { openLedgerForReading } from '../ledger/open.ts';
import { parseServerAddress } from './address.ts';
import type { Endpoint, JsonClient } from './http.ts';
import { ledgerSource } from './ledger.ts';
import type { ReportProgress } from './prometheus/source.ts';
import type { Source } from './source.ts';

export interface OpenOptions {
  /** How servers are spoken to; the address comes from `from`. */
  readonly endpoint: Omit<Endpoint, 'url'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly progress: ReportProgress;
}

interface ServerKind {
  /** An address of it, for help texts. */
  readonly example: string;
  readonly open: (client: JsonClient, options: OpenOptions) => Promise<Source>;
}

/** The prefix of `http(s)://` → the kind of server it names. */
const SERVERS: ReadonlyMap<string, ServerKind> = new Map([
  [
    '',
    {
      example: 'http://COLLECTOR:9102',
      open: async (client) => (await import('./collector.ts')).collectorSource(client),
    },
  ],
  [
    'prometheus+',
    {
      example: 'prometheus+http://SERVER:9090',
      open: async (client, { now, progress }) =>
        (await import('./prometheus/source.ts')).prometheusSource(client, now, progress),
    },
  ],
]);

/** The sources that {@link openSource} opens, for help texts: `a ledger file, …`. */
export const SOURCE_FORMS = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format([
  'a ledger file',
  ...[...SERVERS.values()].map(({ example }) => example),
]);

/** Opens a ledger file or the address of a server, which is not asked yet. */
export async function openSource(from: string, options: OpenOptions): Promise<Source> {
  const [, kind, address] = /^([a-z]*\+|)(https?:\/\/.*)$/s.exec(from) ?? [];
  const server = kind === undefined ? undefined : SERVERS.get(kind);
  if (server !== undefined && address !== undefined) {
    const { jsonClient } = await import('./http.ts');
    const endpoint = { ...options.endpoint, url: parseServerAddress(address) };
    return server.open(jsonClient(endpoint, options.signal), options);
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(from)?.[1];
  if (scheme !== undefined) {
    throw new Failure('invalid-address', `${scheme}:// is no kind of source: expected ${SOURCE_FORMS}`);
  }
  return openLedgerFile(from);
}

function openLedgerFile(path: string): Source {
  if (!existsSync(path)) {
    throw new Failure('ledger-missing', `there is no ledger ${path}`, { about: path });
  }
  const db = openLedgerForReading(path);
  // One moment for the whole answer, whatever a collector writes meanwhile.
  db.exec('BEGIN');
  const source = ledgerSource(db, `ledger ${path}`);
  return { ...source, [Symbol.dispose]: () => db.close() };
}
