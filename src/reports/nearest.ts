/** Finds what a reader meant: a name as installers compare names, or else the few nearest to it. */
import { distance } from 'fastest-levenshtein';
import type { Distribution } from '../environment/inventory.ts';
import { Failure } from '../failure.ts';
import { language } from '../languages/languages.ts';
import { printable } from '../words/names.ts';

const MOST_SUGGESTIONS = 3;

/** Those of `known` that are `asked` under PEP 503: `PyYAML` and `pyyaml` are one. */
export function sameName(asked: string, known: Iterable<string>): string[] {
  const normalized = language.normalizeName(asked);
  return [...known].filter((name) => language.normalizeName(name) === normalized);
}

/**
 * The distribution that `asked`, or the package that begins it, is imported from: `sklearn.svm` is scikit-learn's.
 * Undefined where there is none; fails where there are several, naming them.
 */
export function importedAs(asked: string, distributions: readonly Distribution[]): string | undefined {
  const [top = asked] = asked.split('.');
  const from = (name: string) =>
    distributions.flatMap((one) => (one.importNames?.includes(name) ? [one.name] : []));
  const [first, ...others] = [from(asked), from(top)].find((names) => names.length > 0) ?? [];
  if (others.length === 0) return first;
  throw new Failure(
    'unknown-name',
    `${top} is imported from ${[first, ...others].join(', ')}: name one of them`,
  );
}

/** The failure for a name that is not known, with the nearest that are. */
export function unknownName(what: string, asked: string, known: Iterable<string>, hint: string): Failure {
  const suggestions = nearest(asked, known);
  const advice = suggestions.length === 0 ? hint : `did you mean ${suggestions.join(' or ')}?`;
  return new Failure('unknown-name', `no ${what} is called ${JSON.stringify(printable(asked))}: ${advice}`);
}

/** Throws {@link unknownName} for the first of `names` that is none of `known`. */
export function requireKnown(
  what: string,
  names: Iterable<string>,
  known: readonly string[],
  hint: string,
): void {
  for (const name of names) if (!known.includes(name)) throw unknownName(what, name, known, hint);
}

/** The same for a namespace. What came without one is no name that could be meant. */
export function unknownNamespace(asked: string, known: readonly string[]): Failure {
  const named = known.filter((name) => name !== '');
  return unknownName(
    'namespace',
    asked,
    named,
    named.length === 0 ? 'none is known' : `there are ${named.join(', ')}`,
  );
}

/** Names within a third of the length in edits, the nearest first; what contains the name comes after those. */
export function nearest(asked: string, known: Iterable<string>): string[] {
  const normalized = language.normalizeName(asked);
  const most = Math.ceil(normalized.length / 3);
  return [...new Set(known)]
    .map((name) => {
      const edits = distance(normalized, language.normalizeName(name));
      const contained = normalized.length > 2 && language.normalizeName(name).includes(normalized);
      return { name, rank: edits <= most ? edits : contained ? most + edits : Number.POSITIVE_INFINITY };
    })
    .filter(({ rank }) => Number.isFinite(rank))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_SUGGESTIONS)
    .map(({ name }) => name);
}
