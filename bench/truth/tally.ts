/** Answers of one age of the ledger together, and the tables of all ages. */
import { type RecordRow, recordOf } from '../../src/reports/record.ts';
import type { Asked, Fate } from './asking.ts';

interface Answers {
  answers: number;
  refused: number;
  neverUsed: number;
  readonly found: Record<Fate['grade'], number>;
  readonly fates: Fate[];
  /** What the ledgers' own records say, all together. */
  readonly records: RecordRow[];
}

export class Tally {
  readonly #byAge = new Map<number, Answers>();

  /** @param of what tells one environment's packages from another's of the same name. */
  add(age: number, of: string, { report, fates, neverUsed }: Asked): void {
    const sums = this.#byAge.get(age) ?? {
      answers: 0,
      refused: 0,
      neverUsed: 0,
      found: { unused: 0, 'unused so far': 0 },
      fates: [],
      records: [],
    };
    this.#byAge.set(age, sums);
    sums.answers += 1;
    if (report.missing.length > 0) {
      sums.refused += 1;
      return;
    }
    sums.records.push(...report.record.rows);
    const never = new Set(neverUsed);
    sums.neverUsed += never.size;
    for (const fate of fates) if (never.has(fate.name)) sums.found[fate.grade] += 1;
    sums.fates.push(...fates.map((fate) => ({ ...fate, name: `${of} ${fate.name}` })));
  }

  /** Of what has a grade at an age, the share that is imported within a year; undefined where there is none. */
  cameBack(age: number, grade: Fate['grade']): number | undefined {
    return shareOf(
      this.#known(age, grade),
      ({ cameBackAfter = Number.POSITIVE_INFINITY }) => cameBackAfter <= 365,
    );
  }

  /** What the answers said that this share would be. */
  stated(age: number, grade: Fate['grade']): number | undefined {
    const known = this.#known(age, grade);
    return known.length === 0
      ? undefined
      : known.reduce((sum, { stated }) => sum + stated.share, 0) / known.length;
  }

  /** Of what is never used, the share that has a grade at an age. */
  found(age: number, grade: Fate['grade']): number {
    const { found, neverUsed = 0 } = this.#byAge.get(age) ?? {};
    return (found?.[grade] ?? 0) / neverUsed;
  }

  /** The share of what the bound was said of for which it held. */
  coverage(age: number): number | undefined {
    const told = this.#fates(age).filter(({ withinBound }) => withinBound !== undefined);
    return shareOf(told, ({ withinBound }) => withinBound === true);
  }

  /** What came of all that was ever called unused, or unused so far: what `MODEL_RECORD` holds. */
  record(): readonly RecordRow[] {
    return recordOf([...this.#byAge.values()].flatMap(({ fates }) => fates));
  }

  /** What ledgers of an age say of their past, against what came of all: the share imported within a year. */
  formatRecord(age: number): string {
    const records = this.#byAge.get(age)?.records ?? [];
    const rows = this.record().map(({ origin, age: then, within: { 365: truth } }) => {
      const own = records.filter((row) => row.origin === origin && row.age.from === then.from);
      const cases = own.reduce((sum, { within }) => sum + within[365].cases, 0);
      const cameBack = own.reduce((sum, { within }) => sum + within[365].cameBack, 0);
      return [
        ...[`${then.from} days on`, origin, String(cases)],
        percent(cases === 0 ? undefined : cameBack / cases),
        percent(truth.cameBack / truth.cases),
      ];
    });
    return formatRows(['evidence then', 'installed', 'cases', 'record says', 'truth'], rows);
  }

  /** A Markdown table. */
  format(): string {
    const rows = [...this.#byAge].map(([age, { answers, refused, fates }]) => [
      `${age} days`,
      `${answers - refused} of ${answers}`,
      ...(['unused', 'unused so far'] as const).flatMap((grade) => [
        String(fates.filter((fate) => fate.grade === grade).length),
        percent(this.cameBack(age, grade)),
        percent(this.stated(age, grade)),
        percent(this.found(age, grade)),
      ]),
      percent(this.coverage(age)),
    ]);
    const header = [
      ...['ledger', 'answered', 'unused', 'came back', 'as stated', 'of never used'],
      ...['so far', 'came back', 'as stated', 'of never used', 'bound held'],
    ];
    return formatRows(header, rows);
  }

  #fates(age: number): readonly Fate[] {
    return this.#byAge.get(age)?.fates ?? [];
  }

  #known(age: number, grade: Fate['grade']): readonly Fate[] {
    return this.#fates(age).filter((fate) => fate.grade === grade && fate.knownDays >= 365);
  }
}

function formatRows(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function shareOf<T>(all: readonly T[], is: (one: T) => boolean): number | undefined {
  return all.length === 0 ? undefined : all.filter(is).length / all.length;
}

function percent(share: number | undefined): string {
  return share === undefined || Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)}%`;
}
