/** What a schema found wrong, as words for who sent it. */
import type { z } from 'zod';

/** zod's issues in one line of at most three: which field, and what was expected. */
export function describeIssues(error: z.ZodError): string {
  const lines = error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
  const more = lines.length > 3 ? `; and ${lines.length - 3} more` : '';
  return lines.slice(0, 3).join('; ') + more;
}
