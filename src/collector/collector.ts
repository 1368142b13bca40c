/** Starts a collector in this process: connects sockets, ingest thread, ledger and HTTP. */

import { setInterval } from 'node:timers/promises';
import { reachable } from '../address.ts';
import { messageOf } from '../failure.ts';
import { startIngest } from '../ingest/ingest.ts';
import type { IngestAddresses } from '../ingest/messages.ts';
import { allSeries, helpTexts } from '../ledger/exposed-lines.ts';
import { knownNames } from '../ledger/installed.ts';
import { holdLedger } from '../ledger/open.ts';
import { Recorder } from '../ledger/recorder.ts';
import { readShownAtZero } from '../ledger/shown-at-zero.ts';
import type { Log } from '../log.ts';
import { dayOf } from '../series/day.ts';
import type { RelayOptions } from '../statsd/relay.ts';
import { webAccess } from '../web/access/access.ts';
import { liveWebConfig } from '../web/access/live-config.ts';
import { originGuard } from '../web/access/origin.ts';
import { Passwords } from '../web/access/passwords.ts';
import { traceOperation } from '../web/api/trace.ts';
import { buildApp } from '../web/app.ts';
import { answerFailure } from '../web/failure.ts';
import { makeHubClient } from '../web/hub/client.ts';
import { hubLogin } from '../web/hub/login.ts';
import { type HttpListener, listenHttp } from '../web/listen.ts';
import { mountApp } from '../web/mount.ts';
import { Committing } from './committing.ts';
import { dropAsked } from './drops.ts';
import { openExposition } from './exposition.ts';
import { openInventories } from './inventories.ts';
import { MappingFile } from './mapping-thread.ts';
import type { CollectorOptions } from './options.ts';
import { openReading } from './reading.ts';
import { Renderings } from './rendering.ts';
import { selfFamilies } from './self-metrics.ts';

export interface Collector {
  readonly addresses: IngestAddresses & { readonly http: string; readonly scheme: 'http' | 'https' };
  /** Resolves after a request for `/-/quit`; rejects if the collector cannot continue. */
  readonly ended: Promise<void>;
  /** Reads the mapping file again; throws a `Failure`, and keeps the old rules, if it is not usable. */
  reload(): Promise<void>;
  /** Drains the sockets, commits, then closes everything without waiting for clients. */
  close(): Promise<void>;
  /** Resolves when {@link close} has committed everything; rejects if it could not. */
  readonly committed: Promise<void>;
}

/** Longest age of the collector's own metrics while nothing is received. */
const MAX_COUNTERS_AGE_MS = 2_000;

export interface CollectorSurroundings {
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A listener that is open already; the collector takes it over and closes it. */
  readonly http?: HttpListener;
}

export async function startCollector(
  options: CollectorOptions,
  { log, now, http: listening }: CollectorSurroundings,
): Promise<Collector> {
  await using parts = new AsyncDisposableStack();
  const mappingFile = new MappingFile(options.mappingFile, log);
  parts.defer(() => mappingFile.close());
  const mapping = await mappingFile.read();
  const webConfig = liveWebConfig(options.webConfigFile, log);
  const scheme = webConfig.isTls ? 'https' : 'http';
  const ledger = holdLedger(options.ledgerPath, options.ledgerMode);
  parts.defer(() => ledger.release());
  const recorder = new Recorder(options.ledgerPath, ledger.db, ledger.displaced);
  parts.defer(() => recorder.settle());

  const mark = readShownAtZero(ledger.db);
  const ingest = await startIngest({
    ...options,
    mapping,
    relay: relayOf(options),
    knownPackages: [...knownNames(ledger.db)],
    foldsUnknown: options.knownPackagesOnly,
    series: allSeries(ledger.db),
    helps: helpTexts(ledger.db),
    lastSeriesId: Math.max(recorder.totals.lastId, mark.introduced),
  });
  parts.defer(() => ingest.close());
  warnOfSlowReading(log, options.readBufferBytes, ingest.addresses);
  const committing = await Committing.begin({
    ingest,
    recorder,
    flushIntervalMs: options.flushIntervalMs,
    today: () => dayOf(now()),
    log,
  });
  // Also if the rest of the start fails: then that error is thrown, not this one.
  parts.defer(() => committing.end().catch(() => undefined));

  const reloads = { succeeded: 0, failed: 0 };
  const reload = async () => {
    try {
      await ingest.setMapping(await mappingFile.read());
      reloads.succeeded++;
      log.info('mapping reloaded', { file: options.mappingFile ?? 'built-in' });
    } catch (error) {
      reloads.failed++;
      log.error('mapping not reloaded, the old rules stay', { error: messageOf(error) });
      throw error;
    }
  };
  const reading = openReading({
    options,
    recorder,
    counters: () => committing.latest.counters,
    udpAddress: ingest.addresses.udp[0],
    webAddress: () =>
      `${scheme}://${reachable(http?.address ?? '')}${options.routePrefix}`.replace(/\/$/, ''),
    now,
  });
  parts.defer(() => reading.close());
  const renderings = new Renderings({
    ledgerPath: options.ledgerPath,
    db: ledger.db,
    isDisplaced: () => ledger.displaced() !== undefined,
  });
  parts.defer(() => renderings.close());
  const inventories = await openInventories({
    ...options,
    db: ledger.db,
    recorder,
    setKnownPackages: ingest.setKnownPackages,
    changed: () => renderings.committed(),
    makeRoom: async () => void (await Promise.all([reading.rest(), renderings.rest()])),
    pushTokenFile: options.pushTokenFile,
    isGuarded: options.hub !== undefined,
    today: () => dayOf(now()),
  });
  const startedSeconds = now() / 1000;
  let http: HttpListener | undefined;
  const quit = Promise.withResolvers<void>();
  const exposition = openExposition({
    recorder,
    mark,
    renderings,
    inventories: inventories.revision,
    selfFamilies: () =>
      selfFamilies({
        counters: committing.latest.counters,
        recorder,
        maxSeries: options.limits.maxSeries,
        maxSeriesBytes: options.limits.maxSeriesBytes,
        readsInBatches: ingest.addresses.readsInBatches,
        startedSeconds,
        web: http?.connections,
        scrapesClosed: renderings.closed,
        lastReports: reading.lastReports(),
        reloads,
      }),
    elapsedMs: () => performance.now(),
  });
  const passwords = new Passwords();
  parts.defer(() => passwords.close());
  const onError = answerFailure(log, reading.dashboard.identity);
  const app = buildApp({
    ...reading,
    onError,
    operations: [...reading.operations, ...inventories.operations, traceOperation(ingest.trace)],
    metricsPath: options.metricsPath,
    exposition,
    access: [
      ...(options.hub === undefined
        ? [originGuard({ listensAt: () => http?.address, allowedHosts: options.allowedHosts })]
        : []),
      webAccess(
        webConfig,
        passwords,
        (request) => options.pushTokenFile !== undefined && isApiWrite(request),
      ),
    ],
    lifecycle: {
      unready: () => recorder.failure?.message,
      ...(options.enableLifecycle && { control: { reload, quit: () => quit.resolve() } }),
    },
  });
  const login = options.hub && hubLogin(options.hub, makeHubClient(options.hub), now);
  const mounted = mountApp(app, options.routePrefix, onError, login);
  const listener =
    listening ??
    (await listenHttp(mounted, options.http, { webConfig, maxConnections: options.maxWebConnections }));
  listener.answerWith(mounted);
  http = listener;

  let sinceTakenMs = 0;
  const atEnd = new AbortController();
  const ticks = (async () => {
    for await (const _ of setInterval(options.flushIntervalMs, undefined, { signal: atEnd.signal })) {
      exposition.tick();
      sinceTakenMs += options.flushIntervalMs;
      const isIdle = !ingest.hasCounted() && recorder.pendingSamples === 0;
      if (isIdle && sinceTakenMs < MAX_COUNTERS_AGE_MS) continue;
      sinceTakenMs = 0;
      const { succeeded } = recorder.commits;
      await committing.commit();
      if (recorder.commits.succeeded !== succeeded) renderings.committed();
      await inventories.refresh();
      if (recorder.pendingSamples > 0) continue;
      const hasDropped = await dropAsked({ db: ledger.db, ingest, recorder, committing, log });
      if (hasDropped) await inventories.changed();
    }
  })();
  parts.defer(async () => {
    atEnd.abort();
    // The last commit does not wait for clients or inventories.
    const committed = committing.end();
    await Promise.allSettled([committed, listener.close(), inventories.close(), ticks]);
    await committed;
    await ticks.catch(ignoreAbort);
  });
  const ended = Promise.race([quit.promise, ingest.failed, ticks]);
  // A caller that does not wait for `ended` must not get an unhandled rejection.
  ended.catch(() => {});
  const running = parts.move();
  return {
    addresses: {
      ...ingest.addresses,
      http: listener.address,
      scheme,
    },
    ended,
    reload,
    committed: committing.committed,
    close: () => running.disposeAsync(),
  };
}

/** True for requests that need the push token. */
function isApiWrite({ method, url }: Request): boolean {
  return !['GET', 'HEAD'].includes(method) && new URL(url).pathname.startsWith('/api/');
}

function relayOf({ relay: { address, ...rest } }: CollectorOptions): RelayOptions | undefined {
  return address === undefined ? undefined : { address, ...rest };
}

function warnOfSlowReading(
  log: Log,
  asked: number,
  { readBufferBytes: given, readsInBatches }: IngestAddresses,
) {
  if (!readsInBatches) {
    log.warn(
      'datagrams are read one per system call, which costs more: install the package koffi (64-bit Linux)',
    );
  }
  if (given === undefined || given >= asked) return;
  const why = readsInBatches
    ? 'raise sysctl net.core.rmem_max'
    : 'install koffi, or raise sysctl net.core.rmem_max';
  log.warn(`the kernel gave a smaller receive buffer, bursts may be dropped: ${why}`, { asked, given });
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
