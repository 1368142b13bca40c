/** The verdict on a distribution as a mark, and its reason as a sentence: the words of `popcon why`. */

import { html } from 'hono/html';
import { VERDICTS, type VerdictName } from '../../reports/verdict.ts';
import { asSentence } from '../../words/sentence.ts';
import type { Html } from './layout.ts';
import { prose } from './prose.ts';

export function verdictMark(verdict: VerdictName): Html {
  return html`<span class="verdict verdict-${VERDICTS[verdict].colour}">${verdict}</span>`;
}

/** A sentence with its capital letter and full stop; it never begins with a name. */
export function reason(text: string): Html {
  return prose(asSentence(text));
}
