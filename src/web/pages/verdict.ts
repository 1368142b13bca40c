/** The verdict on a distribution as a mark, its reason as a sentence, and what people wrote of it: the words of `popcon why`. */
import { html } from 'hono/html';
import type { WrittenReason } from '../../environment/files/reasons.ts';
import { formatAskedFor } from '../../render/asked-for.ts';
import { VERDICTS, type VerdictName } from '../../reports/verdict.ts';
import { asSentence } from '../../words/sentence.ts';
import { prose } from './label.ts';
import type { Html } from './layout.ts';

export function verdictMark(verdict: VerdictName): Html {
  return html`<span class="verdict verdict-${VERDICTS[verdict].colour}">${verdict}</span>`;
}

/** A sentence with its capital letter and full stop; it never begins with a name. */
export function reason(text: string): Html {
  return prose(asSentence(text));
}

/** The lines of an environment's files that ask for a distribution, with the comments people wrote there. */
export function writtenReasons(askedFor: readonly WrittenReason[] = []): Html | string {
  if (askedFor.length === 0) return '';
  return html`<ul class="quiet">${askedFor.map((one) => html`<li>${formatAskedFor(one)}</li>`)}</ul>`;
}
