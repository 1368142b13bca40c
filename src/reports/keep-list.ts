/**
 * A keep-list: what shall stay whatever the counts say. A glob (`*`, `?`, `[…]`) a line, compared as installers
 * compare names; `#` begins a comment.
 */
import { normalizeName } from '../environment/name.ts';

export interface KeepEntry {
  /** As it stands in the list. */
  readonly pattern: string;
  readonly line: number;
  readonly matches: (name: string) => boolean;
}

export function parseKeepList(text: string): readonly KeepEntry[] {
  return text.split(/\r?\n/).flatMap((line, at): KeepEntry[] => {
    const pattern = line.replace(/(^|\s)#.*$/, '').trim();
    if (pattern === '') return [];
    const expression = globToRegExp(pattern);
    return [{ pattern, line: at + 1, matches: (name) => expression.test(name) }];
  });
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
    return normalizeName(part).replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
