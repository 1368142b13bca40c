/** A bounded cache of what names matched, in front of a slow matcher: statsd_exporter's mapping cache. */
import type { Match, Matcher } from './rule.ts';

export interface CacheBound {
  /** 0 turns the cache off. */
  readonly maxEntries: number;
  /** Which entry is evicted when it is full: the least recently used, or a random one. */
  readonly policy: 'lru' | 'random';
}

/** The defaults of `--statsd.cache-size` and `--statsd.cache-type`. */
export const DEFAULT_CACHE: CacheBound = { maxEntries: 1000, policy: 'lru' };

/** The matcher with a cache in front of it. */
export function cacheMatches(
  matcher: Matcher,
  bound: CacheBound,
  random: () => number = Math.random,
): Matcher {
  if (bound.maxEntries <= 0) return matcher;
  const entries =
    bound.policy === 'lru' ? lruEntries(bound.maxEntries) : randomEntries(bound.maxEntries, random);
  return (type, name) => {
    const key = `${type}.${name}`;
    const known = entries.get(key);
    if (known !== undefined) return known;
    const match = matcher(type, name);
    entries.add(key, match);
    return match;
  };
}

interface Entries {
  get(key: string): Match | undefined;
  /** Adds a key that is not there. */
  add(key: string, match: Match): void;
}

/** Evicts the least recently used key: a Map keeps the order in which keys were set, so that is its first. */
function lruEntries(maxEntries: number): Entries {
  const matches = new Map<string, Match>();
  return {
    get(key) {
      const match = matches.get(key);
      if (match !== undefined) {
        matches.delete(key);
        matches.set(key, match);
      }
      return match;
    },
    add(key, match) {
      const [oldest] = matches.size >= maxEntries ? matches.keys() : [];
      if (oldest !== undefined) matches.delete(oldest);
      matches.set(key, match);
    },
  };
}

function randomEntries(maxEntries: number, random: () => number): Entries {
  const matches = new Map<string, Match>();
  const keys: string[] = [];
  return {
    get: (key) => matches.get(key),
    add(key, match) {
      const slot = keys.length < maxEntries ? keys.length : Math.floor(random() * maxEntries);
      const evicted = keys[slot];
      if (evicted !== undefined) matches.delete(evicted);
      keys[slot] = key;
      matches.set(key, match);
    },
  };
}
