/** `popcon trend PACKAGE…`: how the use of a few packages moves. */
import { Option } from 'commander';
import { TREND_FORMATS } from '../render/trend.ts';
import { drawTrend } from '../render/trend-picture.ts';
import { replaceFile } from '../replace-file.ts';
import { type Step, trendReport } from '../reports/trend.ts';
import { type AnswerOptions, type Asked, answerCommand } from './answer/answer.ts';
import { requireRecords } from './answer/query.ts';

interface Options extends AnswerOptions {
  readonly by: Step;
  readonly svg?: string;
}

export const define = answerCommand({
  argument: ['<package...>', 'one or several, as `popcon top` names them'],
  options: [
    new Option('--by <step>', 'day, week or month').choices(['day', 'week', 'month']).default('week'),
    new Option('--svg <file>', 'also write a picture to this file'),
  ],
  formats: TREND_FORMATS,
  async read({ source, query, names, options, context }: Asked<Options>) {
    // Before any package is looked for: that nothing was recorded says more than that it was not.
    await requireRecords(source, query, context.now());
    return {
      report: await trendReport(source, { ...query, packages: [...new Set(names)], step: options.by }),
    };
  },
  async conclude({ report }, { svg }) {
    if (svg !== undefined) replaceFile(svg, `${drawTrend(report)}\n`, `--svg ${svg}`);
  },
});
