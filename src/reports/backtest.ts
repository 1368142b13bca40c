/** The same rule asked at each past month, and what came of what it would have called unused: `popcon backtest`. */
import type { InstalledEnvironment, Source } from '../sources/source.ts';
import { activityIn } from './activity.ts';
import { summarize } from './assess.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { readKnown } from './known.ts';
import { pastCases } from './past-cases.ts';
import { type RecordRow, recordOf } from './record.ts';
import type { EnvironmentSummary, UnusedOptions } from './unused.ts';

export interface BacktestReport {
  readonly report: 'backtest';
  /** Of all the time that is known. */
  readonly evidence: Evidence;
  readonly environment: EnvironmentSummary;
  /** How often the rule was asked, and how often the evidence of then carried an answer. */
  readonly asked: number;
  readonly answered: number;
  readonly record: readonly RecordRow[];
}

/** Asks about what is installed now, with the terms of `options`, a window as long as theirs each time. */
export async function backtestReport(
  source: Source,
  installed: InstalledEnvironment,
  options: UnusedOptions,
): Promise<BacktestReport> {
  const known = await readKnown(source, installed, options);
  const { cases, ...times } = pastCases(known, known.options);
  const { to } = options.window;
  const window = { from: Math.min(known.observedFrom, to), to };
  return {
    report: 'backtest',
    evidence: evidenceOf(source.origin, { window }, activityIn(known.activity, window)),
    environment: summarize(installed.inventory),
    ...times,
    record: recordOf(cases),
  };
}
