/**
 * A collector as a JupyterHub's service. The Hub does not start without its services, so this one always comes up:
 * while the collector cannot start, its address says why behind the Hub's login, and it is tried again. And a Hub
 * that is killed must not leave it behind: an orphan would keep the ports and the ledger from the next one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Collector, CollectorSurroundings } from '../../collector/collector.ts';
import { Failure } from '../../failure.ts';
import type { Log } from '../../log.ts';
import { version } from '../../version.ts';
import { answerFailure } from '../../web/failure.ts';
import { makeHubClient } from '../../web/hub/client.ts';
import { hubLogin } from '../../web/hub/login.ts';
import type { HubSettings } from '../../web/hub/settings.ts';
import { type HttpListener, listenHttp } from '../../web/listen.ts';
import { mountApp } from '../../web/mount.ts';
import { notCollecting } from '../../web/not-collecting.ts';

const RETRY_MS = 5_000;
const PARENT_CHECK_MS = 1_000;

export interface HubServiceParts {
  readonly hub: HubSettings;
  readonly maxConnections: number;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** One line: the fault and what to do about it. */
  readonly describe: (failure: Failure) => string;
}

/** Starts a collector as soon as it can be; undefined where it is told to end before. */
export async function startHubService(
  { hub, maxConnections, log, now, signal, describe }: HubServiceParts,
  start: (http: CollectorSurroundings['http']) => Promise<Collector>,
): Promise<Collector | undefined> {
  const identity = { version, hubUrl: hub.homeUrl };
  let http: HttpListener | undefined;
  let reason = 'starting';
  while (!signal.aborted) {
    try {
      http ??= await listenHttp(
        mountApp(
          notCollecting(() => reason, identity),
          hub.prefix,
          answerFailure(log, identity),
          hubLogin(hub, makeHubClient(hub), now),
        ),
        hub.listen,
        { maxConnections },
      );
      return await start(http);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const described = describe(error);
      if (described !== reason) log.error('not collecting, tried again', { error: described });
      reason = described;
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
  await http?.close();
  return undefined;
}

/** Aborts when `signal` does, or when the process that started this one has ended. */
export function orWhenOrphaned(signal: AbortSignal): AbortSignal {
  const orphaned = new AbortController();
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && orphaned.abort(), PARENT_CHECK_MS).unref();
  return AbortSignal.any([signal, orphaned.signal]);
}
