/** The check of a mapping file, for a terminal. */
import { formatProblem, frameProblem, type Problem } from '../../config/problem.ts';
import type { LineTrace, TracedSample } from '../../ingest/trace.ts';
import type { RuleOrigin } from '../../mapping/mapping.ts';
import { printable } from '../../words/names.ts';
import { formatOf } from '../../words/number.ts';
import type { MappingCheck } from './check.ts';

/** `source` is the file's text, of which problems show their line. */
export function formatChecks(checks: readonly MappingCheck[], source: string): string {
  return checks.map((check) => formatCheck(check, source)).join('\n');
}

function formatCheck(check: MappingCheck, source: string): string {
  const frame = (problem: Problem) => `${formatProblem(problem)}\n${frameProblem(problem, source)}`;
  const problems = check.problems.map(frame);
  const warnings = check.warnings.map((warning) =>
    frame({ ...warning, message: `warning: ${warning.message}` }),
  );
  return [...problems, ...warnings, `${summarise(check)}\n`, ...check.lines.map(formatLine)].join('');
}

function summarise({ file, at, ok, rules, problems, warnings }: MappingCheck): string {
  const where = at === null ? file : `${file}, mapping at \`${at}\``;
  if (!ok) return `${where}: ${formatOf(problems.length, 'problem')}`;
  const verdict = warnings.length === 0 ? 'fine' : formatOf(warnings.length, 'warning');
  return `${where}: ${formatOf(rules, 'rule')}, ${verdict}`;
}

function formatLine({ line, samples, tagErrors, tagsLeftOut, factorErrors }: LineTrace): string {
  const notes = [
    ...(tagErrors > 0
      ? [`${formatOf(tagErrors, 'tag')} left out: no value, no name or a reserved name`]
      : []),
    ...(tagsLeftOut > 0
      ? [
          `${formatOf(tagsLeftOut, 'tag')} left out: not package, namespace or environment, nor named by a rule`,
        ]
      : []),
    ...(factorErrors > 0 ? [`${formatOf(factorErrors, 'sampling factor')} passed over: not a number`] : []),
    ...(samples.length === 0 ? ['nothing: the line is empty'] : []),
  ];
  const outcomes = [...samples.map(formatSample), ...notes];
  return `\n${printable(line)}\n${outcomes.map((outcome) => `  ${printable(outcome)}\n`).join('')}`;
}

function formatSample(sample: TracedSample): string {
  switch (sample.outcome) {
    case 'relayed':
      return 'relayed, not counted';
    case 'refused':
      return `refused, ${sample.reason}: ${sample.meaning}${sample.rule ? ` (${formatRule(sample.rule)})` : ''}`;
    case 'folded':
      return `${sample.series} +${sample.value}, ${sample.reason}: ${sample.meaning}${sample.rule ? ` (${formatRule(sample.rule)})` : ''}`;
    case 'counted':
      return `${sample.series} +${sample.value} by ${sample.rule === null ? 'no rule, the name is escaped' : formatRule(sample.rule)}`;
  }
}

function formatRule({ file, line, match }: RuleOrigin): string {
  return `${file}:${line} \`${match}\``;
}
