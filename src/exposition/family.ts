/** What is exposed: metric families, each with its series and their values. */
import type { Day } from '../series/day.ts';

export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: Iterable<ExposedSample>;
}

export interface ExposedSample {
  /** `name{label="value",…}`, see series/series.ts. */
  readonly key: string;
  readonly value: number;
  /** The day on which a counter began, where it is known. */
  readonly firstDay?: Day;
}
