/** What reads the ledger beside its writer: the JSON API over a connection of its own, and the pages in their thread. */
import { statSync } from 'node:fs';
import { parseAddress, reachable } from '../../address.ts';
import type { IngestCounters } from '../../ingest/messages.ts';
import { SAMPLE_REFUSALS } from '../../ingest/refusals.ts';
import { openLedgerForReading } from '../../ledger/open.ts';
import type { Recorder } from '../../ledger/recorder.ts';
import { dayOf } from '../../series/day.ts';
import { ledgerSource } from '../../sources/ledger.ts';
import { version } from '../../version.ts';
import { usageOperations } from '../../web/api/usage.ts';
import type { AppParts } from '../../web/app.ts';
import { readKeepFile } from '../../web/dashboard/keep-file.ts';
import { pageThread } from '../../web/dashboard/page-thread.ts';
import type { CollectorStatus } from '../../web/pages/collector.ts';
import type { ReportAddress } from '../../web/pages/empty.ts';

const OTHER_MEANINGS = {
  'max-series': 'a series past the limit',
  'unknown-package': 'a package that is in no inventory',
  kernel: 'its buffer was full',
  'not-allowed': 'from an address that is not allowed',
  'too-long': 'longer than any datagram that is taken',
} as const;

export interface ReadingParts {
  readonly ledgerPath: string;
  readonly keepFile: string | undefined;
  readonly maxSeries: number;
  readonly recorder: Recorder;
  readonly counters: () => IngestCounters;
  /** Where datagrams are taken, as bound; undefined where nowhere. */
  readonly udpAddress: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Reading extends Pick<AppParts, 'operations' | 'dashboard'> {
  close(): Promise<void>;
}

export function openReading(parts: ReadingParts): Reading {
  const { ledgerPath, keepFile, now } = parts;
  readKeepFile(keepFile); // Refused now, rather than on a page.
  const db = openLedgerForReading(ledgerPath);
  const source = ledgerSource(db, `ledger ${ledgerPath}`);
  const pages = pageThread({ ledgerPath, version, keepFile });
  // Changes with a commit of any other connection, be it the collector's or `popcon inventory`'s.
  const dataVersion = db.prepare('PRAGMA data_version');
  const reportAddress = reportAddressOf(parts.udpAddress);
  return {
    operations: usageOperations(source),
    dashboard: {
      pages,
      moment: () => ({ today: dayOf(now()), status: statusOf(parts), reportAddress }),
      revision: () => Number(dataVersion.get()?.data_version),
      nowMs: () => performance.now(),
      version,
    },
    async close() {
      await pages.close();
      db.close();
    },
  };
}

function statusOf({ ledgerPath, maxSeries, recorder, counters }: ReadingParts): CollectorStatus {
  const { samples, waitingSamples, relayed, refused, folded, dropped, rules } = counters();
  return {
    version,
    series: { count: recorder.totals.count, limit: maxSeries },
    samples: {
      received: samples,
      recorded: recorder.committedSamples,
      pending: waitingSamples + recorder.pendingSamples,
      relayed,
      refused,
      folded,
    },
    dropped,
    meanings: { ...SAMPLE_REFUSALS, ...OTHER_MEANINGS },
    mappingRules: rules,
    ledger: {
      path: ledgerPath,
      bytes: bytesOf(ledgerPath) + bytesOf(`${ledgerPath}-wal`),
      ...(recorder.failure === undefined ? {} : { failure: recorder.failure.message }),
    },
  };
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function reportAddressOf(udp: string | undefined): ReportAddress | undefined {
  if (udp === undefined) return undefined;
  const { host = 'localhost', port } = parseAddress(reachable(udp), 'udp');
  return { host, port };
}
