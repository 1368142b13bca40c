/** How lines are read and mapped, and where they go besides. */
import { parseAddress } from '../../../address.ts';
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { type Flag, switchFlag } from './flag.ts';
import { TAGS } from './tags.ts';
import { parseChoice, parseCount, parseDurationMs } from './values.ts';

const { mappingCache } = DEFAULT_OPTIONS;

export const READING: readonly Flag[] = [
  {
    flags: '--statsd.mapping-config <file>',
    help: 'mapping rules, in the format of statsd_exporter (built-in rules for imported packages)',
    apply: ({ options }, text) => {
      options.mappingFile = text === '' ? undefined : text;
    },
  },
  ...switchFlag('check-config', 'check the mapping file and exit', (args, on) => {
    args.checkConfig = on;
  }),
  {
    flags: '--statsd.cache-size <n>',
    help: `size of the cache of regex matches, in metric names (${mappingCache.maxEntries})`,
    apply: ({ options }, text, flag) => {
      options.mappingCache = { ...options.mappingCache, maxEntries: parseCount(text, flag, 0) };
    },
  },
  {
    flags: '--statsd.cache-type <type>',
    help: `which name the cache evicts first: lru, random (${mappingCache.policy})`,
    apply: ({ options }, text, flag) => {
      options.mappingCache = { ...options.mappingCache, policy: parseChoice(text, flag, ['lru', 'random']) };
    },
  },
  ...TAGS,
  {
    flags: '--statsd.relay.address <address>',
    help: 'forward every line to this statsd server: host:port by UDP, tcp://host:port by TCP (none)',
    apply: ({ options }, text, flag) => {
      const [, scheme, address = ''] = /^(?:(tcp|udp):\/\/)?(.*)$/s.exec(text) ?? [];
      options.relay = {
        ...options.relay,
        protocol: scheme === 'tcp' ? 'tcp' : 'udp',
        address: address === '' ? undefined : parseAddress(address, flag),
      };
    },
  },
  ...switchFlag(
    'statsd.relay.only',
    'only forward: count nothing here, so that a Prometheus that scrapes both counts each line once',
    ({ options }, on) => {
      options.relaysOnly = on;
    },
  ),
  {
    flags: '--statsd.relay.packet-length <bytes>',
    help: `longest datagram that is forwarded (${DEFAULT_OPTIONS.relay.packetBytes})`,
    apply: ({ options }, text, flag) => {
      options.relay = { ...options.relay, packetBytes: parseCount(text, flag, 1, 65_507) };
    },
  },
  {
    flags: '--statsd.relay.buffer <bytes>',
    help: `most bytes that may wait to be forwarded; past it, lines are dropped (${DEFAULT_OPTIONS.relay.maxBufferedBytes})`,
    apply: ({ options }, text, flag) => {
      options.relay = { ...options.relay, maxBufferedBytes: parseCount(text, flag) };
    },
  },
  {
    flags: '--statsd.relay.max-age <duration>',
    help: 'longest time that a line may wait while that server is away (24h)',
    apply: ({ options }, text, flag) => {
      options.relay = { ...options.relay, maxAgeMs: parseDurationMs(text, flag) };
    },
  },
];
