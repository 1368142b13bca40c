/** Names that came from outside (packages, namespaces, commands), fit for a sentence on one line. */
import { formatCount } from './number.ts';

/** Control and bidirectional characters: names come from the network, and must not move the reader's cursor. */
const STEERING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name from outside, fit to be printed on one line. */
export function printable(text: string): string {
  return text.replaceAll(STEERING, '\ufffd');
}

const MOST_NAMES = 5;

/** The first few names, and how many more there are. */
export function formatNames(names: readonly string[], most = MOST_NAMES): string {
  const shown = names.slice(0, most).map(printable).join(', ');
  return names.length > most ? `${shown} and ${formatCount(names.length - most)} more` : shown;
}

/** `a → b → c`. */
export function formatChain(chain: readonly string[]): string {
  return chain.map(printable).join(' → ');
}

/** `a, b and c`. */
export function formatList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function formatNamespace(namespace: string): string {
  return namespace === '' ? 'no namespace' : printable(namespace);
}

/** `hub-a, hub-b and no namespace`. */
export function formatNamespaces(namespaces: readonly string[]): string {
  return formatList(namespaces.map(formatNamespace));
}
