/** A source that reads what is installed anew only when something else was recorded of it. */
import type { InstalledEnvironment, Source } from './source.ts';

interface Kept {
  readonly stamp: string;
  readonly installed: Promise<InstalledEnvironment | undefined>;
}

/** So many environments are kept, those asked for last: an inventory may take some megabytes. */
const MAX_KEPT = 2;

/** @param stampOf changes with what is recorded of an environment. */
export function keepEnvironments(source: Source, stampOf: (environment: string) => string): Source {
  const kept = new Map<string, Kept>();
  return {
    ...source,
    environment(name) {
      const stamp = stampOf(name);
      const known = kept.get(name);
      if (known?.stamp === stamp) return known.installed;
      const installed = source.environment(name);
      kept.delete(name);
      kept.set(name, { stamp, installed });
      installed.catch(() => kept.delete(name));
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(oldest);
      }
      return installed;
    },
  };
}
