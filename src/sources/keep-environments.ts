/** A source that reads what is installed anew only when something else was recorded of it. */
import { NewestAnswers } from './keep-newest.ts';
import type { InstalledEnvironment, Source } from './source.ts';

/** So many environments are kept, those read last: an inventory may take some megabytes. */
const MAX_KEPT = 2;

/** @param stampOf changes with what is recorded of an environment. */
export function keepEnvironments(source: Source, stampOf: (environment: string) => string): Source {
  const kept = new NewestAnswers<InstalledEnvironment | undefined, string>(MAX_KEPT, () => 1);
  return {
    ...source,
    environment(name) {
      const stamp = stampOf(name);
      return kept.ask(
        name,
        stamp,
        (before) => before === stamp,
        () => source.environment(name),
      );
    },
  };
}
