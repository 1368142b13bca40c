/** `popcon why NAME`: the whole reasoning on one installed distribution. */
import { WHY_FORMATS } from '../render/why.ts';
import { whyReport } from '../reports/why.ts';
import { dayOf } from '../series/day.ts';
import { type AnswerOptions, type Asked, answerCommand } from './answer/answer.ts';
import { findEnvironment } from './answer/find-environment.ts';
import { addJudgingOptions, addPresentOptions, type JudgingOptions, parseTerms } from './answer/judging.ts';

interface Options extends AnswerOptions, JudgingOptions {}

export const define = answerCommand({
  argument: ['<name>', 'a distribution, by the name that pip or conda installs or that is imported'],
  groups: [addJudgingOptions, addPresentOptions],
  formats: WHY_FORMATS,
  async read({ source, query, names: [name = ''], options, context }: Asked<Options>) {
    const environment = await findEnvironment(source, options, context);
    const terms = parseTerms(options, query, dayOf(context.now()));
    return { report: await whyReport(source, environment, name, terms) };
  },
});
