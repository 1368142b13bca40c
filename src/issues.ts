/** Issues that a schema found, as text for whoever sent the value. */
import type { z } from 'zod';

/** zod's issues in one line of at most three: which field, and what was expected. */
export function describeIssues(error: z.ZodError): string {
  const lines = error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
  const more = lines.length > 3 ? `; and ${lines.length - 3} more` : '';
  return lines.slice(0, 3).join('; ') + more;
}

/** For `safeParse`: plain words for what a schema has none of its own for. */
export const plainly: z.core.ParseContext<z.core.$ZodIssue> = {
  error(issue) {
    switch (issue.code) {
      case 'unrecognized_keys':
        return `not known here: ${(issue.keys ?? []).map((key) => JSON.stringify(key)).join(', ')}`;
      case 'invalid_type':
        return issue.input === undefined ? 'is missing' : `is not a ${issue.expected}`;
      case 'invalid_value':
        return `expected ${(issue.values ?? []).map(String).join(', ')}`;
      case 'too_small':
        return issue.origin === 'string' && issue.minimum === 1
          ? 'is empty'
          : `at least ${issue.minimum}${UNITS[issue.origin ?? ''] ?? ''}`;
      case 'too_big':
        return `at most ${issue.maximum}${UNITS[issue.origin ?? ''] ?? ''}`;
      default:
        return undefined;
    }
  },
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };
