/** The known word that somebody probably meant. */
import { closest, distance } from 'fastest-levenshtein';

const MOST_EDITS_OF_A_SHORT_WORD = 2;

/** The candidate with the fewest edits, if they are at most a third of its length; undefined otherwise. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const written = word.toLowerCase().replaceAll('-', '_');
  const best = closest(written, candidates);
  const most = Math.max(MOST_EDITS_OF_A_SHORT_WORD, Math.floor(best.length / 3));
  return distance(written, best) <= most ? best : undefined;
}
