/** `popcon doctor`: why nothing arrives, or that all does; `--canary` tries the whole way with one marked report. */
import { type Command, Option } from 'commander';
import { checkActivity } from '../diagnosis/activity.ts';
import { checkCanary, datagramTo, processOf, type SendCanary } from '../diagnosis/canary.ts';
import type { Check } from '../diagnosis/check.ts';
import { checkCollector, checkTcp } from '../diagnosis/collector.ts';
import {
  checkEnvironment,
  type Destination,
  destinationOf,
  isUnixSocket,
  readDestination,
} from '../diagnosis/environment.ts';
import { checkGrafana } from '../diagnosis/grafana.ts';
import { checkMapping } from '../diagnosis/mapping.ts';
import { checkPrometheus } from '../diagnosis/prometheus.ts';
import { formatDiagnosis } from '../render/diagnosis.ts';
import { styleFor } from '../render/style.ts';
import { dayOf } from '../series/day.ts';
import { collectorSource } from '../sources/collector.ts';
import { type JsonClient, jsonClient, parseAddress } from '../sources/http.ts';
import { prometheusApi } from '../sources/prometheus/query.ts';
import type { Context } from './command.ts';
import { parseCount, parseDurationMs } from './serve/flags/values.ts';

interface Options {
  readonly python?: string;
  readonly host?: string;
  readonly port?: number;
  readonly prefix?: string;
  readonly collector?: string;
  readonly prometheus?: string;
  readonly grafana?: string;
  readonly canary?: true;
  readonly timeout: number;
  readonly json?: true;
}

const COLLECTOR_PORT = 9102;
const MAX_ANSWER_BYTES = 64_000_000;

export function define(command: Command, context: Context): void {
  const options = [
    new Option('--python <path>', 'look at this Python environment too, and send as it sends'),
    new Option('--host <host>', 'where reports go (what --python or the environment says, or localhost)'),
    new Option('--port <port>', 'their port there (likewise, or 9125)').argParser(parsePort),
    new Option('--prefix <prefix>', 'of their counters (likewise, or python_popcon.imported_package)'),
    new Option('--collector <url>', `its HTTP side (http://HOST:${COLLECTOR_PORT})`),
    new Option('--prometheus <url>', 'the Prometheus that should scrape it'),
    new Option('--grafana <url>', 'the Grafana that should show it; POPCON_GRAFANA_TOKEN is its token'),
    new Option('--canary', 'only send a marked report and wait until it is counted, as for cron'),
    new Option('--timeout <duration>', 'how long to wait for an answer')
      .default(10_000, '10s')
      .argParser((text) => parseDurationMs(text, '--timeout')),
    new Option('--json', 'the checks as JSON'),
  ];
  for (const option of options) command.addOption(option);
  command
    .addHelpText(
      'after',
      `
POPCON_FROM_TOKEN and POPCON_PROMETHEUS_TOKEN are sent as bearer tokens; user:password@ before a host works too.
A marked report is no use of any package: it counts in one series of its own.
Exit code: 0 no fault, 1 a fault.`,
    )
    .action(async (options: Options) => {
      const checks = await diagnose(options, context);
      const text = options.json
        ? `${JSON.stringify({ ok: !checks.some(isFault), checks }, null, 2)}\n`
        : formatDiagnosis(checks, styleFor(context.stdout, context.env));
      context.stdout.write(text);
      if (checks.some(isFault)) context.finding();
    });
}

export async function diagnose(options: Options, context: Context): Promise<readonly Check[]> {
  const { env, now, signal } = context;
  const { python, timeout: timeoutMs } = options;
  const environment = python === undefined || options.canary ? [] : await checkEnvironment(python);
  const destination = await destinationFor(options, context);
  const { host, port, prefix } = destination;

  const open = (url: string, token: string | undefined): JsonClient =>
    jsonClient(
      {
        url: parseAddress(url),
        timeoutMs,
        maxBytes: MAX_ANSWER_BYTES,
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
  { python, host, port, prefix }: Options,
  { env }: Context,
): Promise<Destination> {
  const told = (python === undefined ? undefined : await readDestination(python)) ?? destinationOf(env);
  return { host: host ?? told.host, port: port ?? told.port, prefix: prefix ?? told.prefix };
}

function isFault({ state }: Check): boolean {
  return state === 'fault';
}

/** Beside the socket that takes reports, where nothing else is said. */
function collectorAt(host: string): string {
  if (isUnixSocket(host)) return `http://localhost:${COLLECTOR_PORT}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${COLLECTOR_PORT}`;
}

function parsePort(text: string): number {
  return parseCount(text, '--port', 1, 65_535);
}
