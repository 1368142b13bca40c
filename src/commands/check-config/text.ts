/** The check of a mapping file, for a terminal. */
import type { RuleOrigin } from '../../mapping/mapping.ts';
import { formatProblem, frameProblem } from '../../mapping/problem.ts';
import type { LineTrace, TracedSample } from '../../mapping/trace.ts';
import type { ConfigCheck } from './check.ts';

/** `source` is the file's text, of which problems show their line. */
export function formatCheck(check: ConfigCheck, source: string): string {
  const problems = check.problems.map((problem) => formatProblem(problem) + frame(problem));
  const warnings = check.warnings.map(
    (warning) => formatProblem({ ...warning, message: `warning: ${warning.message}` }) + frame(warning),
  );
  return [...problems, ...warnings, `${summarise(check)}\n`, ...check.lines.map(formatLine)].join('');

  function frame(problem: ConfigCheck['problems'][number]): string {
    return `\n${frameProblem(problem, source)}`;
  }
}

function summarise({ file, heldUnder, ok, rules, problems, warnings }: ConfigCheck): string {
  const where = heldUnder === null ? file : `${file}, mapping under \`${heldUnder}\``;
  if (!ok) return `${where}: ${count(problems.length, 'problem')}`;
  const verdict = warnings.length === 0 ? 'fine' : count(warnings.length, 'warning');
  return `${where}: ${count(rules, 'rule')}, ${verdict}`;
}

function formatLine({ line, samples, tagErrors, factorErrors }: LineTrace): string {
  const notes = [
    ...(tagErrors > 0 ? [`${count(tagErrors, 'tag')} left out: no value, no name or a reserved name`] : []),
    ...(factorErrors > 0 ? [`${count(factorErrors, 'sampling factor')} passed over: not a number`] : []),
    ...(samples.length === 0 ? ['nothing: the line is empty'] : []),
  ];
  const outcomes = [...samples.map(formatSample), ...notes];
  return `\n${line}\n${outcomes.map((outcome) => `  ${outcome}\n`).join('')}`;
}

function formatSample(sample: TracedSample): string {
  switch (sample.outcome) {
    case 'dropped':
      return `dropped by ${formatRule(sample.rule)}`;
    case 'refused':
      return `refused, ${sample.reason}: ${sample.meaning}${sample.rule ? ` (${formatRule(sample.rule)})` : ''}`;
    case 'series': {
      const by = sample.rule === null ? 'no rule, the name is escaped' : formatRule(sample.rule);
      if (sample.type !== 'counter') {
        return `${sample.series} ${sample.value} by ${by}; only counters are recorded, this is of type ${sample.type}`;
      }
      return `${sample.series} +${sample.value} by ${by}`;
    }
  }
}

function formatRule({ file, line, match }: RuleOrigin): string {
  return `${file}:${line} \`${match}\``;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
