/** All options of a collector, as flags, tests, the demo and the bench set them. */
import type { Address, Endpoint } from '../address.ts';
import { DEFAULT_LIMITS, type IngestLimits } from '../ingest/limits.ts';
import type { StatsdSockets } from '../ingest/messages.ts';
import { LEDGER_MODE } from '../ledger/open.ts';
import { type CacheBound, DEFAULT_CACHE } from '../mapping/cache.ts';
import { DEFAULT_DIALECT, type Dialect } from '../statsd/dialect.ts';
import type { RelayOptions } from '../statsd/relay.ts';
import type { HubSettings } from '../web/hub/settings.ts';

export interface CollectorOptions {
  readonly sockets: StatsdSockets;
  readonly http: Endpoint;
  readonly ledgerPath: string;
  /** Permission bits of a new ledger. */
  readonly ledgerMode: number;
  readonly flushIntervalMs: number;
  /** Undefined: the built-in rules. */
  readonly mappingFile: string | undefined;
  readonly mappingCache: CacheBound;
  readonly readBufferBytes: number;
  readonly dialect: Dialect;
  readonly limits: IngestLimits;
  /** Where every line is relayed to; without an address, nowhere. */
  readonly relay: Omit<RelayOptions, 'address'> & { readonly address: Address | undefined };
  /** With a relay: nothing is counted here, only relayed. */
  readonly relaysOnly: boolean;
  /** Prometheus' web configuration file; undefined: plain HTTP without passwords. */
  readonly webConfigFile: string | undefined;
  readonly maxWebConnections: number;
  /** Host names, without port, that requests to a loopback address may use besides those of loopback. */
  readonly allowedHosts: readonly string[];
  readonly metricsPath: string;
  /** Prefix of every path; begins and ends with a slash. */
  readonly routePrefix: string;
  /** The Hub whose login protects every page; undefined: none. */
  readonly hub: HubSettings | undefined;
  readonly enableLifecycle: boolean;
  /** File with the token that a pushed inventory must carry; undefined: none is accepted over HTTP. */
  readonly pushTokenFile: string | undefined;
  /** Fold packages that are in no inventory. */
  readonly knownPackagesOnly: boolean;
  /** Namespaces that must report: one that does not is in a metric, an alert and a notice on the pages. */
  readonly expectedNamespaces: readonly string[];
  /** Keep-list for the pages; undefined: none. */
  readonly keepFile: string | undefined;
  /** The `popcon.yml` for the pages; undefined: all defaults. */
  readonly configFile: string | undefined;
}

/** The options of `popcon serve` without flags. */
export const DEFAULT_OPTIONS: CollectorOptions = {
  sockets: {
    udp: [{ host: '127.0.0.1', port: 9125 }],
    tcp: [{ host: '127.0.0.1', port: 9125 }],
    unixgram: [],
    unixgramMode: 0o755,
    allow: [],
  },
  http: { host: '127.0.0.1', port: 9102 },
  ledgerPath: './popcon.db',
  ledgerMode: LEDGER_MODE,
  flushIntervalMs: 500,
  mappingFile: undefined,
  mappingCache: DEFAULT_CACHE,
  readBufferBytes: 8 * 1024 * 1024,
  dialect: DEFAULT_DIALECT,
  limits: DEFAULT_LIMITS,
  relay: {
    protocol: 'udp',
    address: undefined,
    packetBytes: 1_400,
    maxBufferedBytes: 4 * 1024 * 1024,
    maxAgeMs: 24 * 60 * 60 * 1_000,
  },
  relaysOnly: false,
  webConfigFile: undefined,
  maxWebConnections: 512,
  allowedHosts: [],
  metricsPath: '/metrics',
  routePrefix: '/',
  hub: undefined,
  enableLifecycle: false,
  pushTokenFile: undefined,
  knownPackagesOnly: false,
  expectedNamespaces: [],
  keepFile: undefined,
  configFile: undefined,
};
