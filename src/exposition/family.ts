/** Metric families, each with its series and their values. */

export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: Iterable<ExposedSample>;
}

export interface ExposedSample {
  /** `name{label="value",…}`, see series/series.ts. */
  readonly key: string;
  /** Finite. */
  readonly value: number;
}
