/** A parsed line as short text, for tables: `c name 1 {a=b}` a sample, `!reason` a refusal, `?tags`, `?factors`. */
import type { ParsedLine } from '../../src/statsd/parse.ts';
import type { Sample } from '../../src/statsd/sample.ts';

export function showParsed({ samples, refusals, tagErrors, factorErrors }: ParsedLine): string[] {
  return [
    ...samples.map(showSample),
    ...refusals.map((reason) => `!${reason}`),
    ...(tagErrors > 0 ? [`?tags ${tagErrors}`] : []),
    ...(factorErrors > 0 ? [`?factors ${factorErrors}`] : []),
  ];
}

function showSample({ type, name, value, labels, relative = false, observations = 1 }: Sample): string {
  const kind = { counter: 'c', gauge: 'g', observer: 'o' }[type];
  const tags = labels.map((label) => `${label.name}=${label.value}`).join(',');
  const number = relative && value >= 0 ? `+${value}` : `${value}`;
  return `${kind} ${name} ${number}${observations > 1 ? ` x${observations}` : ''}${tags && ` {${tags}}`}`;
}
