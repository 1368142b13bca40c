/** How lines are read and mapped, and where they go besides. */
import { parseAddress } from '../../../address.ts';
import { DEFAULT_OPTIONS } from '../../../collector/options.ts';
import { type Flag, flag, switchFlag } from './flag.ts';
import { TAGS } from './tags.ts';
import { parseChoice, parseCount, parseDurationMs } from './values.ts';

export const READING: readonly Flag[] = [
  flag(
    '--statsd.mapping-config <file>',
    'mapping rules, in the format of statsd_exporter (built-in rules for imported packages)',
    (text) => ({ mappingFile: text || undefined }),
  ),
  ...switchFlag('check-config', 'check the mapping file and exit', (checkConfig) => ({ checkConfig })),
  flag(
    '--statsd.cache-size <n>',
    `size of the cache of regex matches, in metric names (${DEFAULT_OPTIONS.mappingCache.maxEntries})`,
    (text, name, { mappingCache }) => ({
      mappingCache: { ...mappingCache, maxEntries: parseCount(text, name, 0) },
    }),
  ),
  flag(
    '--statsd.cache-type <type>',
    `which name the cache evicts first: lru, random (${DEFAULT_OPTIONS.mappingCache.policy})`,
    (text, name, { mappingCache }) => ({
      mappingCache: { ...mappingCache, policy: parseChoice(text, name, ['lru', 'random']) },
    }),
  ),
  ...TAGS,
  flag(
    '--statsd.relay.address <address>',
    'forward every line to this statsd server: host:port by UDP, tcp://host:port by TCP (none)',
    (text, name, { relay }) => {
      const [, scheme, address = ''] = /^(?:(tcp|udp):\/\/)?(.*)$/s.exec(text) ?? [];
      return {
        relay: {
          ...relay,
          protocol: scheme === 'tcp' ? 'tcp' : 'udp',
          address: address === '' ? undefined : parseAddress(address, name),
        },
      };
    },
  ),
  ...switchFlag(
    'statsd.relay.only',
    'only forward: count nothing here, so that a Prometheus that scrapes both counts each line once',
    (relaysOnly) => ({ relaysOnly }),
  ),
  flag(
    '--statsd.relay.packet-length <bytes>',
    `longest datagram that is forwarded (${DEFAULT_OPTIONS.relay.packetBytes})`,
    (text, name, { relay }) => ({ relay: { ...relay, packetBytes: parseCount(text, name, 1, 65_507) } }),
  ),
  flag(
    '--statsd.relay.buffer <bytes>',
    `most bytes that may wait to be forwarded; past it, lines are dropped (${DEFAULT_OPTIONS.relay.maxBufferedBytes})`,
    (text, name, { relay }) => ({ relay: { ...relay, maxBufferedBytes: parseCount(text, name) } }),
  ),
  flag(
    '--statsd.relay.max-age <duration>',
    'longest time that a line may wait while that server is away (24h)',
    (text, name, { relay }) => ({ relay: { ...relay, maxAgeMs: parseDurationMs(text, name) } }),
  ),
];
