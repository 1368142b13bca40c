/**
 * A keep-list: what shall stay whatever the counts say. A glob (`*`, `?`, `[…]`) a line, compared as installers
 * compare names; `#` begins a comment.
 */
import { language } from '../languages/languages.ts';
import type { Day } from '../series/day.ts';

export interface KeepEntry {
  /** The entry as written. */
  readonly pattern: string;
  readonly line: number;
  /** The name of the file that the line is of, where that is no keep-list. */
  readonly file?: string;
  readonly matches: (name: string) => boolean;
  /** Why it stays. */
  readonly reason?: string;
  /** Whom to ask. */
  readonly owner?: string;
  /** The last day on which it stays; undefined: for good. */
  readonly until?: Day;
}

export function parseKeepList(text: string): readonly KeepEntry[] {
  return text.split(/\r?\n/).flatMap((line, at): KeepEntry[] => {
    const pattern = line.replace(/(^|\s)#.*$/, '').trim();
    if (pattern === '') return [];
    return [makeKeepEntry(pattern, at + 1)];
  });
}

/** @param pattern a glob, compared as installers compare names. */
export function makeKeepEntry(
  pattern: string,
  line: number,
  about: Pick<KeepEntry, 'file' | 'reason' | 'owner' | 'until'> = {},
): KeepEntry {
  const expression = globToRegExp(pattern);
  return { pattern, line, matches: (name) => expression.test(name), ...about };
}

/** Entries that match none of `names`. */
export function staleEntries(entries: readonly KeepEntry[], names: Iterable<string>): readonly KeepEntry[] {
  const all = [...names];
  return entries.filter(({ matches }) => !all.some(matches));
}

/** A glob over normalised names; a bracket that is never closed stands for itself. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replaceAll(/\[!?[^\]]+\]|[*?]|[^*?[]+|\[/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.startsWith('[') && part.length > 1) {
      return part.toLowerCase().replace('[!', '[^').replaceAll('\\', '\\\\');
    }
    return language.normalizeName(part).replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
