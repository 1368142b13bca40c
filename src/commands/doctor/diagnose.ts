/** The checks of `popcon doctor`, in the order in which a count depends on them. */
import { checkActivity, readExpected } from '../../diagnosis/activity.ts';
import { checkCanary, datagramTo, processOf, type SendCanary } from '../../diagnosis/canary.ts';
import { type Check, fault, warning } from '../../diagnosis/check.ts';
import { checkCollector, checkTcp } from '../../diagnosis/collector.ts';
import {
  checkEnvironment,
  type Destination,
  destinationOf,
  isUnixSocket,
  readDestination,
} from '../../diagnosis/environment.ts';
import { checkGrafana } from '../../diagnosis/grafana.ts';
import { checkMapping } from '../../diagnosis/mapping.ts';
import { checkPrometheus } from '../../diagnosis/prometheus.ts';
import { Failure } from '../../failure.ts';
import { dayOf } from '../../series/day.ts';
import { parseServerAddress } from '../../sources/address.ts';
import { collectorSource } from '../../sources/collector.ts';
import { type JsonClient, jsonClient } from '../../sources/http.ts';
import { prometheusApi } from '../../sources/prometheus/query.ts';
import type { Context } from '../command.ts';
import { endpointOf, type ServerOptions } from '../server.ts';

export interface DoctorOptions extends ServerOptions {
  readonly python?: string;
  readonly host?: string;
  readonly port?: number;
  readonly prefix?: string;
  /** Addresses of HTTP sides. */
  readonly collector?: string | undefined;
  readonly prometheus?: string;
  readonly grafana?: string;
  /** Only sends a marked report and waits for it. */
  readonly canary?: true;
}

export const COLLECTOR_PORT = 9102;

/** The remedy for a failure, in the options of the command that was run. */
export type Advise = (failure: Failure) => string | undefined;

export async function diagnose(
  options: DoctorOptions,
  context: Context,
  advise: Advise,
): Promise<readonly Check[]> {
  const { now, signal } = context;
  const { python, fromTimeout: timeoutMs } = options;
  const environment = python === undefined || options.canary ? [] : await checkEnvironment(python);
  const destination = await destinationFor(options, context);
  const { host, port, prefix } = destination;

  const open = (url: string, endpoint: ReturnType<typeof endpointOf>): JsonClient =>
    jsonClient({ ...endpoint, url: parseServerAddress(url) }, signal);
  // The token in the file is the collector's.
  const { fromTokenFile: _, ...others } = options;
  using collector = open(options.collector ?? collectorAt(host), endpointOf(options, context));
  const isReporting =
    python !== undefined && environment.every(({ check, state }) => check !== 'reporter' || state === 'ok');
  const send: SendCanary = isReporting ? processOf(python, destination) : datagramTo(destination);
  const attempt = failureAsCheck(advise);
  const canary = () =>
    attempt('udp', async () => [await checkCanary(send, destination, collector, { timeoutMs, signal, now })]);
  if (options.canary) return await canary();

  const found = [...environment];
  let isUp = false;
  found.push(
    ...(await attempt('collector', async () => {
      const check = await checkCollector(collector);
      isUp = true;
      return [check];
    })),
  );
  if (!isUnixSocket(host)) found.push(await checkTcp(host, port, timeoutMs));
  if (isUp) {
    found.push(...(await canary()));
    found.push(...(await attempt('mapping', async () => [await checkMapping(prefix, collector)], warning)));
    const source = collectorSource(collector);
    const isOn = python !== undefined && !environment.some(isFault);
    const counts = isOn ? { ...source, emptyHint: `start a process of ${python} and let it end` } : source;
    const activity = async () => checkActivity(counts, dayOf(now()), await readExpected(collector));
    found.push(...(await attempt('activity', activity, warning)));
  }
  if (options.prometheus !== undefined) {
    using client = open(options.prometheus, endpointOf(others, context, 'POPCON_PROMETHEUS_TOKEN'));
    found.push(...(await attempt('prometheus', () => checkPrometheus(prometheusApi(client), now()))));
  }
  if (options.grafana !== undefined) {
    using client = open(options.grafana, endpointOf(others, context, 'POPCON_GRAFANA_TOKEN'));
    found.push(...(await attempt('grafana', async () => [await checkGrafana(client)])));
  }
  return found;
}

/** Runs a check; that it failed is what it found. */
function failureAsCheck(advise: Advise) {
  return async (
    check: string,
    run: () => Promise<readonly Check[]>,
    severity: typeof fault = fault,
  ): Promise<readonly Check[]> => {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [severity(check, error.message, advise(error) ?? 'fix the cause above')];
    }
  };
}

/** The flags, and for what they leave out what the environment in question says. */
async function destinationFor(
  { python, host, port, prefix }: DoctorOptions,
  { env }: Context,
): Promise<Destination> {
  const told = (python === undefined ? undefined : await readDestination(python)) ?? destinationOf(env);
  return { host: host ?? told.host, port: port ?? told.port, prefix: prefix ?? told.prefix };
}

export function isFault({ state }: Check): boolean {
  return state === 'fault';
}

/** Beside the socket that takes reports, where nothing else is said. */
function collectorAt(host: string): string {
  if (isUnixSocket(host)) return `http://localhost:${COLLECTOR_PORT}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${COLLECTOR_PORT}`;
}
