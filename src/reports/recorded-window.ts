/** A question about 90 days, asked of a ledger of 20, is one about 20: the days before anything was recorded are none. */
import type { Query, Source } from '../sources/source.ts';

/** How far back it is looked for anything at all. */
export const HISTORY_DAYS = 730;

/** The same from the first day on which anybody reported, where that lies within the window. */
export async function sinceRecorded<Asked extends Query>(source: Source, query: Asked): Promise<Asked> {
  const { from, to } = query.window;
  const spans = await source.namespaces({ window: { from, to } });
  const first = Math.min(...spans.map(({ firstDay }) => firstDay));
  if (spans.length === 0 || first <= from) return query;
  const earlier = await source.namespaces({ window: { from: from - HISTORY_DAYS, to: from - 1 } });
  return earlier.length > 0 ? query : { ...query, window: { from: first, to } };
}
