/** How lines are read and mapped, and where they go besides. */
import { parseAddress } from '../../../address.ts';
import { DEFAULT_OPTIONS } from '../options.ts';
import type { Flag } from './flag.ts';
import { TAGS } from './tags.ts';
import { parseChoice, parseCount } from './values.ts';

const { mappingCache } = DEFAULT_OPTIONS;

export const READING: readonly Flag[] = [
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
    help: `names of which is remembered what regexes say (${mappingCache.maxEntries})`,
    apply: ({ options }, text, flag) => {
      options.mappingCache = { ...options.mappingCache, maxEntries: parseCount(text, flag, 0) };
    },
  },
  {
    flags: '--statsd.cache-type <type>',
    help: `which of them is forgotten first: lru, random (${mappingCache.policy})`,
    apply: ({ options }, text, flag) => {
      options.mappingCache = { ...options.mappingCache, policy: parseChoice(text, flag, ['lru', 'random']) };
    },
  },
  ...TAGS,
  {
    flags: '--statsd.relay.address <address>',
    help: 'send every line on to this statsd server, by UDP (none)',
    apply: ({ options }, text, flag) => {
      options.relay = { ...options.relay, address: text === '' ? undefined : parseAddress(text, flag) };
    },
  },
  {
    flags: '--statsd.relay.packet-length <bytes>',
    help: `longest datagram sent there (${DEFAULT_OPTIONS.relay.packetBytes})`,
    apply: ({ options }, text, flag) => {
      options.relay = { ...options.relay, packetBytes: parseCount(text, flag, 1, 65_507) };
    },
  },
  {
    flags: '--statsd.relay.buffer <bytes>',
    help: `what may wait to be sent there, past which lines are dropped (${DEFAULT_OPTIONS.relay.maxBufferedBytes})`,
    apply: ({ options }, text, flag) => {
      options.relay = { ...options.relay, maxBufferedBytes: parseCount(text, flag) };
    },
  },
];
