/** What a YAML syntax error means for somebody who writes a mapping file. */
import type { YAMLError } from 'yaml';

/** One line; `text` is the offending text. */
export function explainYamlError(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'BAD_DQ_ESCAPE':
      return `\`${text}\` begins no escape that YAML knows in double quotes: double the backslash, or use single quotes`;
    case 'TAB_AS_INDENT':
      return 'a tab indents this line, which YAML does not allow: use spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'two `: ` on one line: put the value in quotes';
    case 'MISSING_CHAR':
      if (error.message.startsWith('Sequence item')) {
        return 'this line belongs to no rule: the keys of a rule stand under its first one, right of the `- `';
      }
      return error.message;
    default:
      return error.message;
  }
}
