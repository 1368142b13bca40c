/** Finds what a reader meant: a name as installers compare names, or else the few nearest to it. */
import { distance } from 'fastest-levenshtein';
import { normalizeName } from '../environment/name.ts';
import { Failure } from '../failure.ts';

const MOST_SUGGESTIONS = 3;

/** Those of `known` that are `asked` under PEP 503: `PyYAML` and `pyyaml` are one. */
export function sameName(asked: string, known: Iterable<string>): string[] {
  const normalized = normalizeName(asked);
  return [...known].filter((name) => normalizeName(name) === normalized);
}

/** The failure for a name that is not known, with the nearest that are. */
export function unknownName(what: string, asked: string, known: Iterable<string>, hint: string): Failure {
  const suggestions = nearest(asked, known);
  const advice = suggestions.length === 0 ? hint : `did you mean ${suggestions.join(' or ')}?`;
  return new Failure('unknown-name', `no ${what} is called ${JSON.stringify(asked)}: ${advice}`);
}

/** Names within a third of the length in edits, the nearest first; what contains the name comes after those. */
function nearest(asked: string, known: Iterable<string>): string[] {
  const normalized = normalizeName(asked);
  const most = Math.ceil(normalized.length / 3);
  return [...new Set(known)]
    .map((name) => {
      const edits = distance(normalized, normalizeName(name));
      const contained = normalized.length > 2 && normalizeName(name).includes(normalized);
      return { name, rank: edits <= most ? edits : contained ? most + edits : Number.POSITIVE_INFINITY };
    })
    .filter(({ rank }) => Number.isFinite(rank))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_SUGGESTIONS)
    .map(({ name }) => name);
}
