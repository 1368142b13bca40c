/** One requirement of metadata (PEP 508) → the distribution and extras that it asks for, and its marker. */
import { defined } from '../defined.ts';
import { language } from '../languages/languages.ts';

export interface RequirementText {
  /** PEP 503 normalised. */
  readonly name: string;
  readonly extras: readonly string[];
  /** The text behind `;`. */
  readonly marker?: string;
}

const REQUIREMENT =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(?=$|[<>=!~(;@,]|\s)/;

/** Undefined where the text does not begin with the name of a distribution. */
export function parseRequirement(text: string): RequirementText | undefined {
  // White space in one piece: no run of it makes the pattern try again and again.
  const [before = '', marker] = splitMarker(text.trim().replaceAll(/\s+/g, ' '));
  const [, written, extras = ''] = REQUIREMENT.exec(before) ?? [];
  if (written === undefined) return undefined;
  const name = language.normalizeName(written);
  if (!language.normalizedName.test(name)) return undefined;
  return {
    name,
    extras: extras
      .split(',')
      .map((extra) => language.normalizeName(extra.trim()))
      .filter((extra) => language.normalizedName.test(extra)),
    ...defined({ marker }),
  };
}

/** A URL may hold a `;`, so behind one only a `;` after white space begins a marker (PEP 508). */
function splitMarker(text: string): [string, string?] {
  const at = text.search(/:\/\//.test(text) ? /\s;/ : /;/);
  if (at < 0) return [text];
  return [text.slice(0, at).trim(), text.slice(text.indexOf(';', at) + 1).trim()];
}
