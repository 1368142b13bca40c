/** Releases that were published before are read from the ledger that remembers them; new ones are added to it. */
import { existsSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import { openLedger, openLedgerForReading } from '../../ledger/open.ts';
import { forgetReleases, readReleases, recordReleases } from '../../ledger/releases.ts';
import type { Spending } from '../../release/budget.ts';
import { overlaps } from '../../release/period.ts';
import { parseRational, type Rational } from '../../release/rational.ts';
import { daysOf, parseReleasedPeriod, type ReleasedPeriod } from '../../release/released.ts';
import { isServerAddress, withoutPassword } from '../../sources/address.ts';

export interface ReleaseRecord {
  readonly released: readonly ReleasedPeriod[];
  readonly spendings: readonly Spending[];
  /** The budgets promised so far. */
  readonly budgets: readonly Rational[];
}

/** The ledger that remembers: the one counts come from, or `--ledger` where they come from a server. */
export function recordPath(from: string, ledger: string | undefined): string {
  if (ledger !== undefined) return ledger;
  if (!isServerAddress(from)) return from;
  throw new Failure(
    'invalid-option',
    `${withoutPassword(from)} cannot remember what was published: name a ledger file for it with --ledger`,
  );
}

/** Empty where there is no such file yet. */
export function readRecord(path: string): ReleaseRecord {
  if (!existsSync(path)) return { released: [], spendings: [], budgets: [] };
  using db = openLedgerForReading(path);
  const releases = readReleases(db);
  return {
    released: releases.map(({ document }) => parseReleasedPeriod(document, path)),
    spendings: releases.flatMap(({ days, epsilon }) =>
      exactly(epsilon).map((spent) => ({ days, epsilon: spent })),
    ),
    budgets: releases.flatMap(({ budget }) => exactly(budget)),
  };
}

/** Empty where there is no number. */
function exactly(text: string | undefined): readonly Rational[] {
  const number = text === undefined ? undefined : parseRational(text);
  return number === undefined ? [] : [number];
}

/** The record as it will be with new periods. */
export function withFresh(
  { released, spendings, budgets }: ReleaseRecord,
  fresh: readonly ReleasedPeriod[],
  budget: string | undefined,
): ReleaseRecord {
  const noised = fresh.flatMap((period) =>
    exactly(period.noise?.epsilon).map((epsilon) => ({ days: daysOf(period), epsilon })),
  );
  return {
    released: [...released, ...fresh],
    spendings: [...spendings, ...noised],
    budgets: noised.length === 0 ? budgets : [...budgets, ...exactly(budget)],
  };
}

/** Records new periods, before anybody sees them. Fails where another release was recorded meanwhile. */
export function addToRecord(
  path: string,
  before: ReleaseRecord,
  fresh: readonly ReleasedPeriod[],
  budget: string | undefined,
): void {
  if (fresh.length === 0) return;
  using db = openLedger(path);
  const rows = fresh.map((released) => ({
    days: daysOf(released),
    ...(released.noise === undefined ? {} : { epsilon: released.noise.epsilon }),
    ...(released.noise === undefined || budget === undefined ? {} : { budget }),
    document: JSON.stringify(released),
  }));
  if (recordReleases(db, rows, before.released.length)) return;
  throw new Failure(
    'record-changed',
    `${path}: another release was recorded meanwhile: run popcon publish again`,
  );
}

/** Forgets a period that was published without noise; for one that nobody has seen. */
export function withdraw(path: string, period: string): void {
  const { released } = readRecord(path);
  const found = released.find((told) => told.period === period);
  if (found === undefined) {
    const known = released.map((told) => told.period).join(', ');
    throw new Failure(
      'unknown-name',
      `--withdraw ${period}: no such period was published${known === '' ? '' : `; there are ${known}`}`,
    );
  }
  const noised = released.find((told) => told.noise !== undefined && overlaps(daysOf(told), daysOf(found)));
  if (noised !== undefined) {
    throw new Failure(
      'budget-stays-spent',
      `--withdraw ${period}: ${noised.period} was published with noise, whose budget stays spent`,
    );
  }
  using db = openLedger(path);
  forgetReleases(db, daysOf(found));
}
