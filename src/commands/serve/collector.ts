/** A collector in this process: sockets → ingest thread → ledger → HTTP, introduced to each other here. */
import { setInterval } from 'node:timers/promises';
import type { Failure } from '../../failure.ts';
import { startIngest } from '../../ingest/ingest.ts';
import type { IngestAddresses, IngestBatch } from '../../ingest/messages.ts';
import { readMark } from '../../ledger/mark.ts';
import { holdLedger } from '../../ledger/open.ts';
import { Recorder } from '../../ledger/recorder.ts';
import type { Log } from '../../log.ts';
import { dayOf } from '../../series/day.ts';
import type { RelayOptions } from '../../statsd/relay.ts';
import { webAccess } from '../../web/access/access.ts';
import { OPEN_TO_ALL, readWebConfig } from '../../web/access/web-config.ts';
import { traceOperation } from '../../web/api/trace.ts';
import { buildApp } from '../../web/app.ts';
import { makeHubClient } from '../../web/hub/client.ts';
import { hubLogin } from '../../web/hub/login.ts';
import { listenHttp } from '../../web/listen.ts';
import { mountApp } from '../../web/mount.ts';
import { openExposition } from './exposition.ts';
import { openInventories } from './inventories.ts';
import { readMapping } from './mapping-source.ts';
import type { CollectorOptions } from './options.ts';
import { openReading } from './reading.ts';
import { selfFamilies } from './self-metrics.ts';
import { openTracing } from './tracing.ts';

export interface Collector {
  readonly addresses: IngestAddresses & { readonly http: string; readonly scheme: 'http' | 'https' };
  /** Resolves when `/-/quit` was asked for; rejects where the collector cannot go on. */
  readonly ended: Promise<void>;
  /** Reads the mapping file anew; throws a `Failure`, and keeps the old rules, where it cannot be used. */
  reload(): Promise<void>;
  /** Counts what has arrived, commits it, and closes everything. */
  close(): Promise<void>;
}

export interface CollectorSurroundings {
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export async function startCollector(
  options: CollectorOptions,
  { log, now }: CollectorSurroundings,
): Promise<Collector> {
  await using parts = new AsyncDisposableStack();
  const mapping = await readMapping(options.mappingFile, log);
  const webConfig = options.webConfigFile === undefined ? OPEN_TO_ALL : readWebConfig(options.webConfigFile);
  const ledger = holdLedger(options.ledgerPath);
  parts.defer(() => ledger.release());
  const recorder = new Recorder(options.ledgerPath, ledger.db);
  parts.defer(() => recorder.settle());

  const ingest = await startIngest({
    ...options,
    mapping,
    relay: relayOf(options),
    knownPackages: options.knownPackagesOnly ? [] : undefined,
    seriesIds: Uint32Array.from(recorder.totals, ({ id }) => id),
    seriesKeys: Array.from(recorder.totals, ({ key }) => key),
  });
  warnOfSmallBuffer(log, options.readBufferBytes, ingest.addresses.readBufferBytes);
  const record = (batch: IngestBatch) => {
    recorder.record({ ...batch, day: dayOf(now()) });
    return batch;
  };
  // At a socket that was held for us, the first batch is full already.
  let latest = record(await ingest.take());
  const commit = async (batch: IngestBatch) => {
    latest = record(batch);
    const before = recorder.failure;
    await recorder.flush();
    reportDisk(log, before, recorder.failure);
  };
  parts.defer(async () => {
    await commit(await ingest.stop());
    if (recorder.failure !== undefined) throw recorder.failure;
  });

  const tracing = openTracing(mapping, options.dialect);
  const reloads = { succeeded: 0, failed: 0 };
  const reload = async () => {
    try {
      const rules = await readMapping(options.mappingFile, log);
      await ingest.remap(rules);
      tracing.remap(rules);
      reloads.succeeded++;
      log.info('mapping reloaded', { file: options.mappingFile ?? 'built-in' });
    } catch (error) {
      reloads.failed++;
      log.error('mapping not reloaded, the old rules stay', { error: messageOf(error) });
      throw error;
    }
  };
  const reading = openReading({
    ledgerPath: options.ledgerPath,
    keepFile: options.keepFile,
    maxSeries: options.limits.maxSeries,
    recorder,
    counters: () => latest.counters,
    udpAddress: ingest.addresses.udp[0],
    now,
  });
  parts.defer(() => reading.close());
  const inventories = await openInventories({
    ledgerPath: options.ledgerPath,
    db: ledger.db,
    recorder,
    know: options.knownPackagesOnly ? ingest.know : undefined,
    pushTokenFile: options.pushTokenFile,
    isGuarded: options.hub !== undefined,
    today: () => dayOf(now()),
  });
  const startedSeconds = now() / 1000;
  const quit = Promise.withResolvers<void>();
  const exposition = openExposition({
    recorder,
    mark: readMark(ledger.db),
    unimported: inventories.unimported,
    selfFamilies: () =>
      selfFamilies({
        counters: latest.counters,
        recorder,
        maxSeries: options.limits.maxSeries,
        startedSeconds,
        reloads,
      }),
    elapsedMs: () => performance.now(),
  });
  const app = buildApp({
    ...reading,
    operations: [...reading.operations, ...inventories.operations, traceOperation(tracing.trace)],
    metricsPath: options.metricsPath,
    exposition,
    access: webAccess(webConfig, (request) => options.pushTokenFile !== undefined && isApiWrite(request)),
    lifecycle: {
      unready: () => recorder.failure?.message,
      ...(options.enableLifecycle && { control: { reload, quit: () => quit.resolve() } }),
    },
  });
  const login = options.hub && hubLogin(options.hub, makeHubClient(options.hub), now);
  const http = await listenHttp(mountApp(app, options.routePrefix, login), options.http, {
    tls: webConfig.tls,
    maxConnections: options.maxWebConnections,
  });
  parts.defer(() => http.close());

  const ticking = new AbortController();
  const ticks = (async () => {
    for await (const _ of setInterval(options.flushIntervalMs, undefined, { signal: ticking.signal })) {
      await commit(await ingest.take());
      exposition.committed();
      await inventories.refresh();
    }
  })();
  parts.defer(async () => {
    ticking.abort();
    await ticks.catch(ignoreAbort);
  });
  const ended = Promise.race([quit.promise, ingest.failed, ticks]);
  // Who closes the collector without waiting for its end is not told of it.
  ended.catch(() => {});
  const running = parts.move();
  return {
    addresses: {
      ...ingest.addresses,
      http: http.address,
      scheme: webConfig.tls === undefined ? 'http' : 'https',
    },
    ended,
    reload,
    close: () => running.disposeAsync(),
  };
}

/** What the push token guards. */
function isApiWrite({ method, url }: Request): boolean {
  return !['GET', 'HEAD'].includes(method) && new URL(url).pathname.startsWith('/api/');
}

function relayOf({ relay: { address, ...rest } }: CollectorOptions): RelayOptions | undefined {
  return address === undefined ? undefined : { address, ...rest };
}

function warnOfSmallBuffer(log: Log, asked: number, given: number | undefined): void {
  if (given === undefined || given >= asked) return;
  log.warn(
    'the kernel gave a smaller receive buffer: bursts may be dropped; raise sysctl net.core.rmem_max',
    {
      asked,
      given,
    },
  );
}

function reportDisk(log: Log, before: Failure | undefined, after: Failure | undefined): void {
  if (before?.message === after?.message) return;
  if (after === undefined) log.info('the ledger can be written again');
  else log.error('the ledger cannot be written, counts wait in memory', { error: after.message });
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
