/**
 * A marked report, sent as a process sends its own and awaited where counts are read. It is one series, and no use
 * of any package, however often it is sent.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLine, runPython } from '../activation/python.ts';
import { Failure } from '../failure.ts';
import { language } from '../languages/languages.ts';
import { CANARY } from '../series/metrics.ts';
import type { JsonClient } from '../sources/http.ts';
import { type Check, fault, ok } from './check.ts';
import { type Destination, isUnixSocket } from './environment.ts';
import { sumOf } from './exposition.ts';

const INTERVAL_MS = 200;

export interface CanaryOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Sends the report; returns what the sender is, for the reader. */
export type SendCanary = () => Promise<string>;

/** A datagram from here. */
export function datagramTo({ host, port }: Destination): SendCanary {
  return async () => {
    if (isUnixSocket(host)) {
      throw new Failure('not-sent', `${host} takes datagrams of processes on its machine alone`);
    }
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.send(language.wire.canaryLine, port, host, (error) =>
          error === null ? resolve() : reject(error),
        );
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new Failure('not-sent', `nothing can be sent to ${host} port ${port}: ${code}`, { cause: error });
    } finally {
      socket.close();
    }
    return 'a marked datagram';
  };
}

/** A real process of this Python. */
export function processOf(python: string, { host, port }: Destination): SendCanary {
  return async () => {
    const { status, stderr } = await runPython(python, ['-c', 'import popularity_contest.reporter'], {
      variables: {
        PYTHON_POPCONTEST_STATSD_HOST: host,
        PYTHON_POPCONTEST_STATSD_PORT: String(port),
        PYTHON_POPCONTEST_STATSD_PREFIX: language.wire.canaryPrefix,
      },
    });
    if (status !== 0)
      throw new Failure('not-sent', `${python} cannot import the reporter: ${lastLine(stderr)}`);
    return `the report of a process of ${python}`;
  };
}

/** Sends one and waits until the collector shows it. */
export async function checkCanary(
  send: SendCanary,
  { host, port }: Destination,
  collector: JsonClient,
  { timeoutMs, signal, now }: CanaryOptions,
): Promise<Check> {
  const where = isUnixSocket(host) ? host : `${host} port ${port}`;
  const read = async () => (await collector.get('metrics')).text;
  const before = await read();
  const startedMs = now();
  const sender = await send();
  let after = before;
  while (now() - startedMs < timeoutMs) {
    after = await read();
    if (sumOf(after, CANARY) > sumOf(before, CANARY)) {
      const seconds = ((now() - startedMs) / 1000).toFixed(1);
      return ok('udp', `${sender} to ${where} was counted after ${seconds} s`);
    }
    await sleep(INTERVAL_MS, undefined, { signal });
  }
  return lost(before, after, `${sender} to ${where} was not counted within ${timeoutMs / 1000} s`);
}

/** Why, as far as the collector's own counters tell. */
function lost(before: string, after: string, found: string): Check {
  const grew = (metric: string) => sumOf(after, metric) > sumOf(before, metric);
  if (grew('popcon_samples_refused_total') || grew('statsd_exporter_events_actions_total')) {
    const advice = `the mapping drops or renames it: let ${language.wire.canaryLine.split(':')[0]} through, or try \`popcon check-config FILE --line '${language.wire.canaryLine}'\``;
    return fault('udp', `${found}, though something arrived and was refused`, advice);
  }
  return fault(
    'udp',
    found,
    'look at what lies between: a firewall, a network policy on either side, another host of that name, a container without the port',
  );
}
