/**
 * The flags of `popcon serve`, a row each. Names are statsd_exporter's where the thing is the same; what it has and
 * we have no use for is accepted, so that its command lines and its Helm chart's work unchanged.
 */
import { type Address, formatAddress, parseAddress } from '../../address.ts';
import type { IngestLimits } from '../../ingest/messages.ts';
import { type LogFormat, type LogLevel, logFormats, logLevels } from '../../log.ts';
import type { Dialect } from '../../statsd/dialect.ts';
import { parseChoice, parseCount, parseDurationMs } from './flag-values.ts';
import { type CollectorOptions, DEFAULT_OPTIONS } from './options.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What the flags of one command line say. */
export interface ServeArguments {
  readonly options: Writable<CollectorOptions>;
  checkConfig: boolean;
  logLevel: LogLevel;
  logFormat: LogFormat;
}

export interface Flag {
  /** As commander takes it: `--name`, `--name <value>`. */
  readonly flags: string;
  /** What it is for, its default in brackets. */
  readonly help: string;
  /** Sets what the flag says; `text` is empty for a flag without a value. Throws a `Failure`. */
  readonly apply: (args: ServeArguments, text: string, flag: string) => void;
}

export function defaultArguments(): ServeArguments {
  return { options: { ...DEFAULT_OPTIONS }, checkConfig: false, logLevel: 'info', logFormat: 'logfmt' };
}

const listen = (text: string, flag: string): Address | undefined =>
  text === '' ? undefined : parseAddress(text, flag);

const { udp, tcp, http, mappingCache } = DEFAULT_OPTIONS;
const shown = (address: Address | undefined) => (address === undefined ? '' : formatAddress(address));

const LISTENING: readonly Flag[] = [
  {
    flags: '--statsd.listen-udp <address>',
    help: `where to take datagrams; :9125 is every address, "" none (${shown(udp)})`,
    apply: ({ options }, text, flag) => {
      options.udp = listen(text, flag);
    },
  },
  {
    flags: '--statsd.listen-tcp <address>',
    help: `where to take lines over TCP, likewise (${shown(tcp)})`,
    apply: ({ options }, text, flag) => {
      options.tcp = listen(text, flag);
    },
  },
  {
    flags: '--statsd.read-buffer <bytes>',
    help: `what the kernel may hold of datagrams while we are busy (${DEFAULT_OPTIONS.readBufferBytes})`,
    apply: ({ options }, text, flag) => {
      options.readBufferBytes = parseCount(text, flag, 1, 2 ** 31 - 1);
    },
  },
  {
    flags: '--web.listen-address <address>',
    help: `where to answer HTTP (${shown(http)})`,
    apply: ({ options }, text, flag) => {
      options.http = parseAddress(text, flag);
    },
  },
  {
    flags: '--web.telemetry-path <path>',
    help: `where the metrics are (${DEFAULT_OPTIONS.metricsPath})`,
    apply: ({ options }, text) => {
      options.metricsPath = text;
    },
  },
  {
    flags: '--web.enable-lifecycle',
    help: 'let POST /-/reload and /-/quit through (off)',
    apply: ({ options }) => {
      options.enableLifecycle = true;
    },
  },
];

const READING: readonly Flag[] = [
  {
    flags: '--statsd.mapping-config <file>',
    help: 'mapping rules, in the language of statsd_exporter (those for imported packages)',
    apply: ({ options }, text) => {
      options.mappingFile = text === '' ? undefined : text;
    },
  },
  {
    flags: '--check-config',
    help: 'check the mapping file and exit',
    apply: (args) => {
      args.checkConfig = true;
    },
  },
  {
    flags: '--statsd.cache-size <n>',
    help: `names whose rule is remembered (${mappingCache.maxEntries})`,
    apply: ({ options }, text, flag) => {
      options.mappingCache = { ...options.mappingCache, maxEntries: parseCount(text, flag, 0) };
    },
  },
  {
    flags: '--statsd.cache-type <lru|random>',
    help: `which of them is forgotten first (${mappingCache.policy})`,
    apply: ({ options }, text, flag) => {
      options.mappingCache = {
        ...options.mappingCache,
        policy: parseChoice(text, flag, ['lru', 'random'] as const),
      };
    },
  },
  ...tagStyle('dogstatsd', 'dogstatsdTags'),
  ...tagStyle('influxdb', 'influxdbTags'),
  ...tagStyle('librato', 'libratoTags'),
  ...tagStyle('signalfx', 'signalfxTags'),
];

const KEEPING: readonly Flag[] = [
  {
    flags: '--ledger.path <file>',
    help: `where counts are kept (${DEFAULT_OPTIONS.ledgerPath})`,
    apply: ({ options }, text) => {
      options.ledgerPath = text;
    },
  },
  {
    flags: '--ledger.flush-interval <duration>',
    help: `how often counts are committed, and only then shown (${DEFAULT_OPTIONS.flushIntervalMs}ms)`,
    apply: ({ options }, text, flag) => {
      options.flushIntervalMs = parseDurationMs(text, flag);
    },
  },
  limit('--ledger.max-series', 'maxSeries', 'series, past which all new ones count in popcon_overflow_total'),
  {
    flags: '--packages.known-only',
    help: 'count packages that are in no inventory as package="other" (off)',
    apply: ({ options }) => {
      options.knownPackagesOnly = true;
    },
  },
];

const BOUNDS: readonly Flag[] = [
  limit('--statsd.max-lines', 'maxLinesPerDatagram', 'lines of one datagram'),
  limit('--statsd.max-line-bytes', 'maxLineBytes', 'length of a line over TCP'),
  limit('--statsd.max-connections', 'maxConnections', 'TCP connections at once'),
  {
    flags: '--statsd.idle-timeout <duration>',
    help: `silence after which a TCP connection is closed (${DEFAULT_OPTIONS.limits.idleTimeoutMs / 1000}s)`,
    apply: ({ options }, text, flag) => {
      options.limits = { ...options.limits, idleTimeoutMs: parseDurationMs(text, flag) };
    },
  },
  bound('--statsd.max-name-length', 'maxNameLength', 'characters of a metric name'),
  bound('--statsd.max-labels', 'maxLabels', 'tags of a line'),
  bound('--statsd.max-label-name-length', 'maxLabelNameLength', "characters of a tag's name"),
  bound('--statsd.max-label-value-length', 'maxLabelValueLength', "characters of a tag's value"),
  bound('--statsd.max-values', 'maxValuesPerLine', 'values of a line'),
  {
    flags: '--statsd.max-sampling <n>',
    help: `samples that one line may stand for, by its @factor (${1 / DEFAULT_OPTIONS.dialect.minSampleFactor})`,
    apply: ({ options }, text, flag) => {
      options.dialect = { ...options.dialect, minSampleFactor: 1 / parseCount(text, flag) };
    },
  },
];

const LOGGING: readonly Flag[] = [
  {
    flags: '--log.level <level>',
    help: `least severe events that are logged: ${logLevels.join(', ')} (info)`,
    apply: (args, text, flag) => {
      args.logLevel = parseChoice(text, flag, logLevels);
    },
  },
  {
    flags: '--log.format <format>',
    help: `how: ${logFormats.join(', ')} (logfmt)`,
    apply: (args, text, flag) => {
      args.logFormat = parseChoice(text, flag, logFormats);
    },
  },
];

const WITHOUT_MEANING: readonly Flag[] = [
  unused('--statsd.event-queue-size <n>', 'counts are sums, there is no queue of events'),
  unused('--statsd.event-flush-threshold <n>', 'likewise'),
  unused('--statsd.event-flush-interval <duration>', 'likewise; see --ledger.flush-interval'),
  unused('--statsd.udp-packet-queue-size <n>', 'datagrams wait in the kernel; see --statsd.read-buffer'),
  unused('--debug.dump-fsm <file>', 'see popcon check-config --line'),
];

/** Heading in `--help` → its flags. */
export const FLAG_GROUPS: ReadonlyMap<string, readonly Flag[]> = new Map([
  ['Listening:', LISTENING],
  ['Reading lines:', READING],
  ['Keeping counts:', KEEPING],
  ['Bounds (what is past one is refused and counted):', BOUNDS],
  ['Logging:', LOGGING],
  ["Without meaning here (statsd_exporter's, accepted):", WITHOUT_MEANING],
]);

function tagStyle(
  style: string,
  key: 'dogstatsdTags' | 'influxdbTags' | 'libratoTags' | 'signalfxTags',
): readonly Flag[] {
  return [true, false].map((on) => ({
    flags: `--${on ? '' : 'no-'}statsd.parse-${style}-tags`,
    help: on ? `read ${style} tags (on)` : 'do not',
    apply: ({ options }) => {
      options.dialect = { ...options.dialect, [key]: on };
    },
  }));
}

function limit(name: string, key: keyof IngestLimits, what: string): Flag {
  return {
    flags: `${name} <n>`,
    help: `${what} (${DEFAULT_OPTIONS.limits[key]})`,
    apply: ({ options }, text, flag) => {
      options.limits = { ...options.limits, [key]: parseCount(text, flag) };
    },
  };
}

function bound(name: string, key: keyof Dialect, what: string): Flag {
  return {
    flags: `${name} <n>`,
    help: `${what} (${DEFAULT_OPTIONS.dialect[key]})`,
    apply: ({ options }, text, flag) => {
      options.dialect = { ...options.dialect, [key]: parseCount(text, flag) };
    },
  };
}

function unused(flags: string, why: string): Flag {
  return { flags, help: why, apply: () => undefined };
}
