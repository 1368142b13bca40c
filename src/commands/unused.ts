/** `popcon unused`: which installed distributions can go, in what groups, on what evidence. */
import { Option } from 'commander';
import { REMOVERS } from '../languages/languages.ts';
import { UNUSED_FORMATS } from '../render/unused-forms.ts';
import { unusedReport } from '../reports/assess.ts';
import { dayOf } from '../series/day.ts';
import { type AnswerOptions, type Asked, answerCommand } from './answer/answer.ts';
import { findEnvironment } from './answer/find-environment.ts';
import {
  addJudgingOptions,
  addPresentOptions,
  type JudgingOptions,
  parseTerms,
  thinEvidence,
} from './answer/judging.ts';
import { parseRemoval, type RemovalTarget, writeRemoval } from './answer/removal.ts';
import { countOption } from './options.ts';

interface Options extends AnswerOptions, JudgingOptions {
  readonly writeRemove?: RemovalTarget;
  readonly soFar?: true;
  readonly failOn?: number;
}

/** Where groups can go, the answer says how they are announced. */
const REMOVALS_NOTE = '`popcon retire status` says how far each removal of popcon.yml is.';

export const define = answerCommand({
  groups: [addJudgingOptions, addPresentOptions],
  options: [
    new Option(
      '--write-remove <how>',
      `print the removal instead: a command (${REMOVERS.join(', ')}) or, by its path, a diff of your requirements.txt or environment.yml`,
    ).argParser(parseRemoval),
    new Option('--so-far', 'also remove what is unused so far; the risk is stated'),
    countOption('--fail-on <n>', 'exit 1 if n or more distributions are unused'),
  ],
  help: 'It never uninstalls anything itself. docs/answers.md explains each verdict.',
  formats: UNUSED_FORMATS,
  async read({ source, query, options, context }: Asked<Options>) {
    const installed = await findEnvironment(source, options, context);
    const terms = parseTerms(options, query, dayOf(context.now()));
    const report = await unusedReport(source, installed, terms);
    const { removals } = options.configuration.value;
    if (report.groups.length > 0 || removals.length === 0) return { report, installed };
    return { report: { ...report, notes: [...report.notes, REMOVALS_NOTE] }, installed };
  },
  async instead({ report, installed }, { writeRemove, soFar = false }, context) {
    if (writeRemove === undefined) return false;
    if (report.missing.length === 0) {
      await writeRemoval(writeRemove, { report, inventory: installed.inventory, soFar }, context);
    }
    return true;
  },
  conclude({ report: { missing, freed } }, { failOn }, context, form) {
    // The table and the Markdown say it themselves; who reads the others, or a pipe, is told beside.
    if (missing.length > 0 && (form === 'table' || form === 'markdown')) context.finding(3);
    else if (missing.length > 0) throw thinEvidence(missing);
    if (missing.length === 0 && failOn !== undefined && freed.distributions >= failOn) context.finding();
  },
});
