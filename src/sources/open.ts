/**
 * What a reader typed after `--from` in, the source it names out. Refused: an address of another kind.
 * What speaks to servers is loaded only for them: it takes as long to load as a small ledger to read.
 */
import { existsSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { openLedgerForReading } from '../ledger/open.ts';
import { parseServerAddress } from './address.ts';
import type { Endpoint } from './http.ts';
import { ledgerSource } from './ledger.ts';
import type { ReportProgress } from './prometheus/source.ts';
import type { Source } from './source.ts';

const PROMETHEUS = /^prometheus\+(?=https?:\/\/)/;

export interface OpenOptions {
  /** How servers are spoken to; the address comes from `from`. */
  readonly endpoint: Omit<Endpoint, 'url'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly progress: ReportProgress;
}

/** Opens a ledger file, `http(s)://collector` or `prometheus+http(s)://server`. Servers are not asked yet. */
export async function openSource(
  from: string,
  { endpoint, now, signal, progress }: OpenOptions,
): Promise<Source> {
  if (PROMETHEUS.test(from)) {
    const { jsonClient } = await import('./http.ts');
    const { prometheusSource } = await import('./prometheus/source.ts');
    const url = parseServerAddress(from.replace(PROMETHEUS, ''));
    return prometheusSource(jsonClient({ ...endpoint, url }, signal), now, progress);
  }
  if (/^https?:\/\//.test(from)) {
    const { jsonClient } = await import('./http.ts');
    const { collectorSource } = await import('./collector.ts');
    return collectorSource(jsonClient({ ...endpoint, url: parseServerAddress(from) }, signal));
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(from)?.[1];
  if (scheme !== undefined) {
    throw new Failure(
      'invalid-address',
      `${scheme}:// is no kind of source: a ledger file, http://collector:9102 or prometheus+http://server:9090 are`,
    );
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
