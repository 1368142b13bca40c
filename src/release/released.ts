/**
 * One released period, as it stands in the release's JSON and in the record of releases. A later release repeats it
 * word for word: with new data or other rules, the difference of the two would give a count away.
 */
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { checkedDay, parseDay, type Window } from '../series/day.ts';
import { GRANULARITIES } from './period.ts';
import { parseRational } from './rational.ts';

const count = z.int();
const day = z.string().refine((text) => parseDay(text) !== undefined, 'is not a day written YYYY-MM-DD');

const figure = z.object({
  processes: count,
  /** Namespaces below the threshold are not in `processes`. */
  partial: z.boolean(),
  /** Only where the release tells namespaces apart, and only those at the threshold or above. */
  namespaces: z.array(z.object({ namespace: z.string(), processes: count })).exactOptional(),
});

export const releasedPeriod = z.object({
  by: z.enum(GRANULARITIES),
  period: z.string(),
  from: day,
  to: day,
  firstReleased: day,
  minProcesses: z.int(),
  noise: z
    .object({
      distribution: z.literal('discrete Laplace'),
      /** Exact, `1/2`; for each count, against one process more or less. */
      epsilon: z.string().refine((text) => parseRational(text) !== undefined, 'is not a fraction'),
      /** One count is within this of the truth with at least 95%. */
      margin95: count,
    })
    .exactOptional(),
  /** Absent where there are fewer processes than the threshold. */
  processes: figure.exactOptional(),
  packages: z.array(figure.extend({ package: z.string() })),
  /** Imports that are too rare to be told apart, of all packages; a process may count in several. */
  other: z.object({ imports: count, partial: z.boolean() }).exactOptional(),
});

export type ReleasedPeriod = z.infer<typeof releasedPeriod>;
export type ReleasedFigure = z.infer<typeof figure>;

/** Reads one period of the record; `origin` names the file for the reader. */
export function parseReleasedPeriod(json: string, origin: string): ReleasedPeriod {
  try {
    return releasedPeriod.parse(JSON.parse(json));
  } catch (error) {
    throw new Failure(
      'release-record-damaged',
      `${origin}: its record of releases cannot be read: restore it from a copy, for what was published must be known`,
      { cause: error },
    );
  }
}

/** The days of a released period. */
export function daysOf(released: ReleasedPeriod): Window {
  return { from: checkedDay(released.from), to: checkedDay(released.to) };
}
