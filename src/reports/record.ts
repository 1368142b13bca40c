/**
 * How often what was called never imported was imported after all: cases of the past, counted by the age that the
 * evidence had then, and by whether a package was there from the first inventory on or was asked for since, for what
 * somebody asked for is mostly used.
 */
import { formatCount, formatShare } from '../words/number.ts';
import { FULL_YEAR_DAYS } from './year.ts';

/** A distribution that would have been called unused, or unused so far, on a past day. */
export interface PastCase {
  readonly name: string;
  readonly origin: Origin;
  /** Days that the evidence spanned then. */
  readonly age: number;
  /** After how many days it was imported; absent where it has not been. */
  readonly cameBackAfter?: number;
  /** Days since then, of which all is known. */
  readonly knownDays: number;
}

export type Origin = 'first inventory' | 'added since';

export const HORIZONS = [30, 90, 365] as const;
export type Horizon = (typeof HORIZONS)[number];

/** Distributions whose fate is known for so long, and those of them that were imported in that time. */
export interface Outcome {
  readonly cases: number;
  readonly cameBack: number;
}

export interface RecordRow {
  readonly origin: Origin;
  /** In days, both ends included; without `to`, a full year or more. */
  readonly age: { readonly from: number; readonly to?: number };
  /** By the days that followed. */
  readonly within: Readonly<Record<Horizon, Outcome>>;
}

/** How likely one is to be imported within a year, and how that is known: by how many cases of the ledger's own. */
export interface Risk extends Outcome {
  /** `model`: fewer than {@link MIN_CASES} of its own, to which the model of docs/model.md adds what is missing. */
  readonly of: 'record' | 'model';
  readonly share: number;
}

/** The first day of each age that is told apart. */
const AGES = [0, 60, 120, 240, FULL_YEAR_DAYS, 548, 730] as const;
/** Fewer cases are no record. */
export const MIN_CASES = 20;

/** Rows without any case are left out. A distribution is one case of a row, however often it was asked about. */
export function recordOf(cases: readonly PastCase[]): readonly RecordRow[] {
  const byRow = new Map<string, Map<string, PastCase>>();
  for (const each of cases) {
    const key = `${each.origin} ${AGES.findLastIndex((from) => from <= each.age)}`;
    const longest = byRow.get(key) ?? new Map<string, PastCase>();
    byRow.set(key, longest);
    if (each.knownDays > (longest.get(each.name)?.knownDays ?? 0)) longest.set(each.name, each);
  }
  return (['first inventory', 'added since'] as const).flatMap((origin) =>
    AGES.flatMap((from, at): readonly RecordRow[] => {
      const longest = [...(byRow.get(`${origin} ${at}`)?.values() ?? [])];
      if (longest.length === 0) return [];
      const next = AGES[at + 1];
      const age = { from, ...(next === undefined ? {} : { to: next - 1 }) };
      const of = (horizon: Horizon) => outcomeOf(longest, horizon);
      return [{ origin, age, within: { 30: of(30), 90: of(90), 365: of(365) } }];
    }),
  );
}

function outcomeOf(cases: readonly PastCase[], horizon: Horizon): Outcome {
  const known = cases.filter(({ knownDays }) => knownDays >= horizon);
  const back = known.filter(({ cameBackAfter = Number.POSITIVE_INFINITY }) => cameBackAfter <= horizon);
  return { cases: known.length, cameBack: back.length };
}

/** The row that speaks of evidence of `age` days. */
export function rowFor(
  rows: readonly RecordRow[],
  { origin, age }: { readonly origin: Origin; readonly age: number },
): RecordRow | undefined {
  return rows.find(
    (row) => row.origin === origin && row.age.from <= age && age <= (row.age.to ?? Number.POSITIVE_INFINITY),
  );
}

/**
 * Taken from the ledger's own record where it has enough cases of a year. Fewer are filled up with those of the model,
 * so that the ledger's own count from the first on.
 */
export function riskOf(
  record: readonly RecordRow[],
  model: readonly RecordRow[],
  of: { readonly origin: Origin; readonly age: number },
): Risk {
  const { cases, cameBack } = rowFor(record, of)?.within[365] ?? { cases: 0, cameBack: 0 };
  if (cases >= MIN_CASES) return { of: 'record', share: cameBack / cases, cases, cameBack };
  const inModel = rowFor(model, of)?.within[365] ?? { cases: 1, cameBack: 1 };
  const filled = cameBack + ((MIN_CASES - cases) * inModel.cameBack) / inModel.cases;
  return { of: 'model', share: filled / MIN_CASES, cases, cameBack };
}

/** How often such a one was imported within a year, and how that is known. */
export function formatRisk({ of, share, cases, cameBack }: Risk): string {
  if (cases === 0) return `in the model, ${formatShare(share)} of such are imported within a year`;
  const own = `of ${formatCount(cases)} such, ${formatCount(cameBack)} were imported within a year`;
  return of === 'record'
    ? `${own} (${formatShare(share)})`
    : `${own}; with the model for what is missing to ${MIN_CASES} cases, ${formatShare(share)} are`;
}
