/** A file's text and some lines come in; what is wrong with each mapping in it and what becomes of the lines goes out. */
import type { Problem } from '../../config/problem.ts';
import { Failure } from '../../failure.ts';
import { DEFAULT_LIMITS } from '../../ingest/limits.ts';
import { type LineTrace, traceLine } from '../../ingest/trace.ts';
import { compileFound } from '../../mapping/compile.ts';
import { explainNone, findMappings } from '../../mapping/find-mappings.ts';
import { makeMapping } from '../../mapping/make-mapping.ts';
import type { Dialect } from '../../statsd/dialect.ts';
import type { MappingText } from './read.ts';

/** As `popcon serve` has them with no flag, and an empty ledger. */
const RULES = {
  knownPackages: new Set<string>(),
  foldsUnknown: false,
  relays: 'nothing' as const,
  maxSeriesLength: DEFAULT_LIMITS.maxSeriesLength,
};

export interface MappingCheck {
  readonly file: string;
  /** The keys or the line at which the file holds it, where it is not a mapping file itself. */
  readonly at: string | null;
  readonly ok: boolean;
  readonly rules: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly lines: readonly LineTrace[];
}

/** At least one: a file without a mapping is one that has a problem. */
export function checkConfig(
  { file, text }: MappingText,
  lines: readonly string[],
  dialect: Dialect,
): readonly MappingCheck[] {
  const refused = { ok: false, rules: 0, warnings: [], lines: [] };
  const found = findMappings(text, file);
  if (found.length === 0) return [{ file, at: null, ...refused, problems: [explainNone(text, file)] }];
  return found.map((place): MappingCheck => {
    const about = { file, at: place.at ?? null };
    const compiled = compileFound(place);
    if (!compiled.ok) return { ...about, ...refused, problems: compiled.problems };
    const { rules, warnings } = compiled;
    const mapping = makeMapping(rules);
    const traces = lines.map((line) => traceLine(line, dialect, { ...RULES, mapping }, () => true));
    return { ...about, ok: true, rules: mapping.ruleCount, problems: [], warnings, lines: traces };
  });
}

/** Throws where no collector could run with one of them. */
export function refuseUnusable(checks: readonly MappingCheck[]): void {
  const wrong = checks.find(({ ok }) => !ok);
  if (wrong !== undefined) {
    throw new Failure('mapping-invalid', `${wrong.file} cannot be used as a mapping file`);
  }
}
