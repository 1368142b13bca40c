/** The answer of an unused report in sentences, the same for terminal, Markdown and pages. */
import { HORIZONS, MIN_CASES, type RecordRow, type Risk, rowFor } from '../reports/record.ts';
import type { UnusedReport } from '../reports/unused.ts';
import { formatUnseen } from '../reports/year.ts';
import { formatList } from '../words/names.ts';
import { formatBytes, formatCount, formatOf, formatShare } from '../words/number.ts';
import { formatAge } from './backtest.ts';

/** The number of each grade: `0 unused over a year; 27 unused so far, in 92 days`. */
export function headline({ freed, soFar, environment }: UnusedReport): string {
  const both = `${formatCount(freed.distributions)} unused over a year; ${formatCount(soFar.freed.distributions)} unused so far`;
  const days = soFar.freed.distributions === 0 ? '' : `, in ${formatDays(soFar.days)}`;
  const frees = [
    freed.bytes === undefined ? undefined : `What is unused frees ${formatBytes(freed.bytes)}`,
    soFar.freed.bytes === undefined
      ? undefined
      : `${freed.bytes === undefined ? 'What is unused so far frees' : 'what is so far,'} ${formatBytes(soFar.freed.bytes)}`,
  ].filter((part) => part !== undefined);
  return `Of ${formatOf(environment.distributions, 'distribution')}: ${both}${days}.${frees.length === 0 ? '' : ` ${frees.join('; ')}.`}`;
}

/** How likely the answer is to be wrong, what was not seen, how often it was wrong before. */
export function caveats(report: UnusedReport): readonly string[] {
  return [expectation(report), boundOf(report), ...recordsOf(report)].filter((each) => each !== undefined);
}

/** The number of distributions unused so far that will be imported, its source, and the days still to be seen. */
export function expectation({ soFar, distributions }: UnusedReport): string | undefined {
  const count = soFar.freed.distributions;
  if (count === 0) return undefined;
  const risks = distributions.flatMap(({ verdict }) =>
    verdict.verdict === 'unused so far' ? [verdict.risk] : [],
  );
  const model = 'the model in docs/model.md';
  const by = risks.every(({ cases }) => cases === 0)
    ? `${model}, since this ledger has too few cases of its own`
    : risks.every(({ of }) => of === 'record')
      ? "this ledger's own record"
      : `this ledger's own record and, where that has fewer than ${MIN_CASES} cases, ${model}`;
  const unseen = formatUnseen(soFar);
  const about =
    soFar.expectedBack < 0.5 ? 'fewer than 1' : `about ${formatCount(Math.round(soFar.expectedBack))}`;
  return `Of what is unused so far, ${about} of ${formatCount(count)} will be imported within a year, by ${by}${unseen === undefined ? '' : `; ${unseen}`}.`;
}

function boundOf({ bound }: UnusedReport): string | undefined {
  if (bound === undefined) return undefined;
  return `None of them was imported on any of ${formatOf(bound.days, 'day')} with reports: on days like these, with 95% confidence, each is imported on fewer than 1 in ${formatCount(bound.oneIn)}.`;
}

/** The rows of the record that speak of what this answer has, the one of most distributions first. */
function recordsOf({ record, distributions }: UnusedReport): readonly string[] {
  const risks = distributions.flatMap(({ verdict }) => {
    if (verdict.verdict !== 'unused' && verdict.verdict !== 'unused so far') return [];
    const row = rowFor(record.rows, { origin: verdict.origin, age: verdict.days });
    return row === undefined ? [] : [{ row, risk: verdict.risk }];
  });
  return [...Map.groupBy(risks, ({ row }) => row).values()]
    .sort((a, b) => b.length - a.length)
    .flatMap(([first]) => (first === undefined ? [] : [formatRow(first.row, first.risk)]));
}

function formatRow({ origin, age, within }: RecordRow, { of, share }: Risk): string {
  const outcomes = HORIZONS.filter((days) => within[days].cases > 0).map((days, at) => {
    const { cases, cameBack } = within[days];
    return `${formatCount(cameBack)} of ${formatCount(cases)}${at === 0 ? ' were imported' : ''} within ${formatOf(days, 'day')}`;
  });
  const which = origin === 'added since' ? ' and were installed later' : '';
  const back = outcomes.length === 0 ? 'it is too early to say' : formatList(outcomes);
  const filled =
    of === 'record'
      ? ''
      : within[365].cases === 0
        ? ` How many come back within a year is not known yet; in the model it is ${formatShare(share)}.`
        : ` Fewer than ${MIN_CASES} cases are no record: with the model's for the rest, ${formatShare(share)} come back within a year.`;
  return `Record (\`popcon backtest\`): of those that had not been imported in ${formatAge(age)}${which}, ${back}.${filled}`;
}

function formatDays({ least, most }: UnusedReport['soFar']['days']): string {
  return least === most ? formatOf(most, 'day') : `${formatCount(least)} to ${formatOf(most, 'day')}`;
}
