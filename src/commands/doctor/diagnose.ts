/** The checks of `popcon doctor`, in the order in which a count depends on them. */
import { checkActivity } from '../../diagnosis/activity.ts';
import { checkCanary, datagramTo, processOf, type SendCanary } from '../../diagnosis/canary.ts';
import type { Check } from '../../diagnosis/check.ts';
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
import { dayOf } from '../../series/day.ts';
import { collectorSource } from '../../sources/collector.ts';
import { type JsonClient, jsonClient, parseAddress } from '../../sources/http.ts';
import { prometheusApi } from '../../sources/prometheus/query.ts';
import { readCertificates } from '../answer/certificates.ts';
import type { Context } from '../command.ts';

export interface DoctorOptions {
  readonly python?: string;
  readonly host?: string;
  readonly port?: number;
  readonly prefix?: string;
  /** Addresses of HTTP sides. */
  readonly collector?: string;
  readonly prometheus?: string;
  readonly grafana?: string;
  /** File with the certificates to trust in all of them. */
  readonly fromCa?: string;
  /** Only sends a marked report and waits for it. */
  readonly canary?: true;
  /** Milliseconds. */
  readonly timeout: number;
}

export const COLLECTOR_PORT = 9102;
const MAX_ANSWER_BYTES = 64_000_000;

export async function diagnose(options: DoctorOptions, context: Context): Promise<readonly Check[]> {
  const { env, now, signal } = context;
  const { python, timeout: timeoutMs } = options;
  const environment = python === undefined || options.canary ? [] : await checkEnvironment(python);
  const destination = await destinationFor(options, context);
  const { host, port, prefix } = destination;

  const ca = options.fromCa === undefined ? {} : { ca: readCertificates(options.fromCa) };
  const open = (url: string, token: string | undefined): JsonClient =>
    jsonClient(
      {
        url: parseAddress(url),
        timeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
        ...ca,
        ...(token === undefined || token === '' ? {} : { token }),
      },
      signal,
    );
  using collector = open(options.collector ?? collectorAt(host), env.POPCON_FROM_TOKEN);
  const isReporting =
    python !== undefined && environment.every(({ check, state }) => check !== 'reporter' || state === 'ok');
  const send: SendCanary = isReporting ? processOf(python, destination) : datagramTo(destination);
  const canary = () => checkCanary(send, destination, collector, { timeoutMs, signal, now });
  if (options.canary) return [await canary()];

  const { checks, isUp } = await checkCollector(collector);
  const found = [...environment, ...checks];
  if (!isUnixSocket(host)) found.push(await checkTcp(host, port, timeoutMs));
  if (isUp) {
    found.push(await canary(), await checkMapping(prefix, collector));
    found.push(...(await checkActivity(collectorSource(collector), dayOf(now()))));
  }
  if (options.prometheus !== undefined) {
    using client = open(options.prometheus, env.POPCON_PROMETHEUS_TOKEN);
    found.push(...(await checkPrometheus(prometheusApi(client), now())));
  }
  if (options.grafana !== undefined) {
    using client = open(options.grafana, env.POPCON_GRAFANA_TOKEN);
    found.push(await checkGrafana(client));
  }
  return found;
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
