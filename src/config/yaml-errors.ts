/** A syntax error of YAML → words for somebody who writes a configuration file. */
import { type Document, visit, type YAMLError } from 'yaml';

/** One line; `text` is the offending text. */
export function explainYamlError(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'BAD_DQ_ESCAPE':
      return `\`${text}\` begins no escape that YAML knows in double quotes: double the backslash, or use single quotes`;
    case 'TAB_AS_INDENT':
      return 'a tab indents this line, which YAML does not allow: use spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'two `: ` on one line: put the value in quotes';
    case 'RESOURCE_EXHAUSTION':
      return 'nested too deep to be read';
    case 'MISSING_CHAR':
      if (error.message.startsWith('Sequence item')) {
        return 'this line belongs to no item of the list: the keys of an item stand under its first one, right of the `- `';
      }
      return isUnclosedQuote(error) ? 'this quote is not closed' : error.message;
    default:
      return error.message;
  }
}

/** From where to where in the text; a quote that is not closed is at fault where it opens, not where the file ends. */
export function placeOfError(error: YAMLError, document: Document.Parsed): readonly [number, number] {
  let place = error.pos;
  if (!isUnclosedQuote(error)) return place;
  visit(document, {
    Scalar(_, { range }) {
      if (range?.[1] === error.pos[0]) place = [range[0], range[0] + 1];
    },
  });
  return place;
}

function isUnclosedQuote({ code, message }: YAMLError): boolean {
  return code === 'MISSING_CHAR' && /^Missing closing .quote/.test(message);
}
