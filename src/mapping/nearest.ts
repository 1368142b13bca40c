/** The known word that somebody probably meant. */
import { closest, distance } from 'fastest-levenshtein';

/** The candidate with the fewest edits, if they are at most a third of its length; undefined otherwise. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const written = word.toLowerCase().replaceAll('-', '_');
  const best = closest(written, candidates);
  return distance(written, best) <= Math.ceil(best.length / 3) ? best : undefined;
}
