/**
 * A bound as a row: its key is its name everywhere, what it bounds, and its default. `popcon serve` makes a flag of
 * each, so that `maxNameLength` is `--statsd.max-name-length`.
 */
export interface Bound {
  readonly what: string;
  readonly byDefault: number;
}

export type BoundValues<Rows> = { readonly [Name in keyof Rows]: number };

export function defaultsOf<Rows extends Readonly<Record<string, Bound>>>(rows: Rows): BoundValues<Rows> {
  const entries = Object.entries(rows).map(([name, { byDefault }]) => [name, byDefault] as const);
  return Object.fromEntries(entries) as BoundValues<Rows>;
}
