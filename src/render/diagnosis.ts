/** Doctor's checks for a terminal: a line each, and under it what to do. */
import type { Check } from '../diagnosis/check.ts';
import { formatOf } from '../words/number.ts';
import type { Style } from './style.ts';
import { wrap } from './text.ts';

const INDENT = ' '.repeat(21);

export function formatDiagnosis(checks: readonly Check[], style: Style): string {
  const lines = checks.map(({ check, state, found, advice }) => {
    const head = `${state.padEnd(8)} ${check.padEnd(11)} `;
    const body = wrap(found, style.width, INDENT).trimStart();
    const told = `${state === 'ok' ? head : style.bold(head)}${body}\n`;
    return advice === undefined ? told : `${told}${style.draw(wrap(`→ ${advice}`, style.width, INDENT))}\n`;
  });
  const faults = checks.filter(({ state }) => state === 'fault').length;
  const verdict = faults === 0 ? 'No fault found.' : `${formatOf(faults, 'fault')} found.`;
  return `${lines.join('')}${verdict}\n`;
}
