/** `popcon trend PACKAGE…`: how the use of a few packages moves. */
import { writeFileSync } from 'node:fs';
import { Option } from 'commander';
import { Failure } from '../failure.ts';
import { TREND_FORMATS } from '../render/trend.ts';
import { drawTrend } from '../render/trend-picture.ts';
import { type Step, type TrendReport, trendReport } from '../reports/trend.ts';
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
    if (svg !== undefined) writePicture(svg, report);
  },
});

function writePicture(path: string, report: TrendReport): void {
  try {
    writeFileSync(path, `${drawTrend(report)}\n`);
  } catch (error) {
    throw new Failure(
      'file-unwritable',
      `--svg ${path} cannot be written: check that its folder exists and is writable for this user`,
      { cause: error },
    );
  }
}
