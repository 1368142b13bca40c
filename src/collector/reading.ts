/** Readers of the ledger: the JSON API with its own connection, and the pages in their thread. */
import { statSync } from 'node:fs';
import { parseAddress, reachable } from '../address.ts';
import { Failure } from '../failure.ts';
import type { IngestCounters } from '../ingest/messages.ts';
import { FOLD_REASONS, SAMPLE_REFUSALS } from '../ingest/refusals.ts';
import { openLedgerForReading } from '../ledger/open.ts';
import type { Recorder } from '../ledger/recorder.ts';
import { dayOf } from '../series/day.ts';
import { ledgerSource } from '../sources/ledger.ts';
import { version } from '../version.ts';
import { type AskAnswer, answerOperations } from '../web/api/answer-operations.ts';
import { usageOperations } from '../web/api/usage.ts';
import type { AppParts } from '../web/app.ts';
import { AnswerCache } from '../web/dashboard/answer-cache.ts';
import { type PageFiles, pageStamp, readPageConfiguration } from '../web/dashboard/page-configuration.ts';
import { pageThread } from '../web/dashboard/page-thread.ts';
import type { Answer } from '../web/pages/page.ts';
import type { CollectorStatus, ReportAddress } from '../web/pages/page-context.ts';
import { lastReports } from './expected.ts';
import type { CollectorOptions } from './options.ts';

const DROP_MEANINGS = {
  kernel: 'its buffer was full',
  'not-allowed': 'from an address that is not allowed',
  'too-long': 'longer than any datagram that is taken',
} as const;

/** Longest wait for another program's lock, since this thread also answers scrapes. */
const MAX_BLOCKED_MS = 50;

/** Size of the cache of pages and answers, in characters. */
const MAX_CACHED_CHARACTERS = 4_000_000;

export interface ReadingParts {
  readonly options: CollectorOptions;
  readonly recorder: Recorder;
  readonly counters: () => IngestCounters;
  /** Address for datagrams, as bound; undefined without one. */
  readonly udpAddress: string | undefined;
  /** The root of the pages, as this machine reaches it. */
  readonly webAddress: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Reading extends Pick<AppParts, 'operations' | 'dashboard'> {
  /** Last report of each namespace that must report; undefined if none must. */
  lastReports(): Readonly<Record<string, number>> | undefined;
  /** Gives back the memory of what makes pages, where none is being made. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

export function openReading(parts: ReadingParts): Reading {
  const { options, now } = parts;
  const { ledgerPath, keepFile, configFile, expectedNamespaces: expected, hub } = options;
  const files = { keepFile, configFile, expected };
  const { title, judging, silence } = readPageConfiguration(files, dayOf(now()));
  judging(); // Refused now, rather than on a page.
  const identity = { version, title, hubUrl: hub?.homeUrl };
  const db = openLedgerForReading(ledgerPath, MAX_BLOCKED_MS);
  const source = ledgerSource(db, `ledger ${ledgerPath}`);
  const pages = pageThread({ ledgerPath, identity, ...files });
  // Changes when any other connection commits: the collector's, or that of `popcon inventory`.
  const dataVersion = db.prepare('PRAGMA data_version');
  const stamp = pageStamp(files);
  let mustReport = { stamp: stamp(), names: silence.expected };
  const expectedNow = () => {
    const now = stamp();
    if (now !== mustReport.stamp) mustReport = { stamp: now, names: expectedIn(files, mustReport.names) };
    return mustReport.names;
  };
  const cache = new AnswerCache<Answer>({
    revision: () => String(dataVersion.get()?.data_version),
    nowMs: () => performance.now(),
    maxCharacters: MAX_CACHED_CHARACTERS,
  });
  const reportAddress = reportAddressOf(parts.udpAddress);
  const today = () => dayOf(now());
  const ask: AskAnswer = (name, question) =>
    cache.get(`${today()} ${stamp()} ${name} ${JSON.stringify(question)}`, () =>
      pages.report(name, question, today()),
    );
  return {
    operations: [...usageOperations(source), ...answerOperations(ask)],
    dashboard: {
      pages,
      context: () => ({
        today: today(),
        clock: clockOf(now()),
        status: statusOf(parts),
        reportAddress,
        pushAddress: options.pushTokenFile === undefined ? undefined : parts.webAddress(),
      }),
      cache,
      stamp,
      identity,
    },
    lastReports: () => lastReports(db, expectedNow(), today()),
    rest: () => pages.rest(),
    async close() {
      await pages.close();
      db.close();
    },
  };
}

/** `before` if the files cannot be used, which every page reports. */
function expectedIn(files: PageFiles, before: readonly string[]): readonly string[] {
  try {
    return readPageConfiguration(files, 0).silence.expected;
  } catch (error) {
    if (error instanceof Failure) return before;
    throw error;
  }
}

function statusOf({ options: { ledgerPath, limits }, recorder, counters }: ReadingParts): CollectorStatus {
  const { samples, waitingSamples, relayed, refused, folded, dropped, rules } = counters();
  return {
    version,
    series: { count: recorder.totals.count, limit: limits.maxSeries },
    samples: {
      received: samples,
      recorded: recorder.committedSamples,
      pending: waitingSamples + recorder.pendingSamples,
      relayed,
      refused,
      folded,
    },
    dropped,
    meanings: { ...SAMPLE_REFUSALS, ...FOLD_REASONS, ...DROP_MEANINGS },
    mappingRules: rules,
    ledger: {
      path: ledgerPath,
      bytes: bytesOf(ledgerPath) + bytesOf(`${ledgerPath}-wal`),
      ...(recorder.failure === undefined ? {} : { failure: recorder.failure.message }),
    },
  };
}

function clockOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11, 16);
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function reportAddressOf(udp: string | undefined): ReportAddress | undefined {
  if (udp === undefined) return undefined;
  const { host = 'localhost', port } = parseAddress(reachable(udp), 'udp');
  return { host, port };
}
