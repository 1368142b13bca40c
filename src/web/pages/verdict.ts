/** The verdict on a distribution as a mark, and its reason as a sentence: the words of `popcon why`. */
import { html } from 'hono/html';
import { formatReason } from '../../render/verdict.ts';
import type { Verdict, VerdictName } from '../../reports/verdict.ts';
import type { Html } from './layout.ts';
import { prose } from './prose.ts';

/** In the order in which a reader who wants to remove something reads them. */
export const VERDICTS = [
  'unused',
  'undecided',
  'rarely used',
  'commands not seen',
  'used before',
  'too new',
  'not observable',
  'needed',
  'baseline',
  'kept',
  'used',
] as const satisfies readonly VerdictName[];

export function verdictMark(verdict: VerdictName): Html {
  return html`<span class="verdict verdict-${verdict.replaceAll(' ', '-')}">${verdict}</span>`;
}

/** A sentence with its capital letter and full stop; it never begins with a name. */
export function reason(verdict: Verdict): Html {
  const text = formatReason(verdict);
  return prose(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}
