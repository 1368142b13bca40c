/** `popcon backtest`: how often such answers were wrong before, by this ledger's own past. */
import { Failure } from '../failure.ts';
import { BACKTEST_FORMATS } from '../render/backtest.ts';
import { backtestReport } from '../reports/backtest.ts';
import { dayOf } from '../series/day.ts';
import { formatOf } from '../words/number.ts';
import { type AnswerOptions, type Asked, answerCommand } from './answer/answer.ts';
import { findEnvironment } from './answer/find-environment.ts';
import { addJudgingOptions, type JudgingOptions, parseTerms } from './answer/judging.ts';

export const define = answerCommand({
  groups: [addJudgingOptions],
  help: 'The terms are those of `popcon unused`, asked at each past month. docs/answers.md explains the table.',
  formats: BACKTEST_FORMATS,
  async read({ source, query, options, context }: Asked<AnswerOptions & JudgingOptions>) {
    const installed = await findEnvironment(source, options, context);
    const terms = parseTerms(options, query, dayOf(context.now()));
    return { report: await backtestReport(source, installed, terms) };
  },
  conclude({ report: { record, asked, evidence } }) {
    if (record.length > 0) return;
    throw new Failure(
      'thin-evidence',
      `no past answer can be tried: ${formatOf(evidence.days, 'day')} are recorded, of the ${formatOf(asked, 'past month')} none carries an answer, or it called nothing unused`,
    );
  },
});
