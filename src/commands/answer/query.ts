/** The options that say what an answer is about, days and namespaces, and the failure where there is nothing. */
import { type Command, Option } from 'commander';
import { Failure } from '../../failure.ts';
import type { Evidence } from '../../reports/evidence.ts';
import { unknownNamespace } from '../../reports/nearest.ts';
import { dayOf, formatDay } from '../../series/day.ts';
import type { Query, Source } from '../../sources/source.ts';
import { addOptions, repeatableOption } from '../options.ts';
import { DEFAULT_SINCE, type PeriodOptions, parsePeriod } from './period.ts';

export interface QueryOptions extends PeriodOptions {
  readonly namespace?: readonly string[];
}

/** How far back it is looked for something, to say when it was. */
const HINT_DAYS = 730;

export function addQueryOptions(command: Command): void {
  const options = [
    new Option('-s, --since <day|length>', 'first day, YYYY-MM-DD, or a length: 90d, 12w, 6m, 1y').default(
      DEFAULT_SINCE,
    ),
    new Option('-u, --until <day>', 'last day, YYYY-MM-DD (default: today, UTC)'),
    repeatableOption('--namespace <name>', 'only this namespace'),
  ];
  addOptions(command, options, 'What it is about:');
}

export function parseQuery(options: QueryOptions, nowMs: number): Query {
  return { window: parsePeriod(options, nowMs), namespaces: options.namespace };
}

/**
 * Fails where nothing was recorded that the query asks for, saying what there is instead. Costs nothing where the
 * evidence of an answer to it shows already that something was.
 */
export async function requireRecords(
  source: Source,
  query: Query,
  nowMs: number,
  { observed }: Pick<Evidence, 'observed'> = {},
): Promise<void> {
  const { window, namespaces } = query;
  if (observed !== undefined && namespaces === undefined) return;
  const inWindow = (await source.namespaces({ window })).map(({ namespace }) => namespace);
  const missing = namespaces?.filter((name) => !inWindow.includes(name)) ?? [];
  if (missing.length === 0 && inWindow.length > 0) return;

  const today = dayOf(nowMs);
  const spans = await source.namespaces({
    window: { from: Math.min(window.from, today - HINT_DAYS), to: today },
  });
  if (spans.length === 0) {
    throw new Failure('nothing-recorded', `${source.origin} has nothing recorded yet: ${source.emptyHint}`);
  }
  const known = spans.map(({ namespace }) => namespace);
  for (const name of missing) {
    if (!known.includes(name)) throw unknownNamespace(name, known);
  }
  const asked = spans.filter(({ namespace }) => namespaces === undefined || missing.includes(namespace));
  const lastDay = formatDay(Math.max(...asked.map((span) => span.lastDay)));
  const of = namespaces === undefined ? '' : ` of ${missing.join(', ')}`;
  throw new Failure(
    'nothing-in-window',
    `${source.origin} has nothing recorded${of} from ${formatDay(window.from)} to ${formatDay(window.to)}; the last day it has is ${lastDay}: ask with --since and --until`,
  );
}
