/** The known word that somebody probably meant. */
import { closest, distance } from 'fastest-levenshtein';

/**
 * The one candidate that ends with the word (`metric_type` in `match_metric_type`), otherwise that with the fewest
 * edits, if they are at most a third of its length; undefined where neither exists.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const written = word.toLowerCase().replaceAll('-', '_');
  const [longer, ...others] = candidates.filter((candidate) => candidate.endsWith(`_${written}`));
  if (longer !== undefined && others.length === 0) return longer;
  const best = closest(written, candidates);
  return distance(written, best) <= Math.ceil(best.length / 3) ? best : undefined;
}
