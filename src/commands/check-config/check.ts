/** A mapping file's text and some lines come in; what is wrong with the file and what becomes of the lines goes out. */
import { Failure } from '../../failure.ts';
import { compileMapping } from '../../mapping/compile.ts';
import { findHeldMapping } from '../../mapping/held-mapping.ts';
import type { Problem } from '../../mapping/problem.ts';
import { type LineTrace, traceLine } from '../../mapping/trace.ts';
import { YamlReader } from '../../mapping/yaml-reader.ts';
import type { Dialect } from '../../statsd/dialect.ts';
import type { MappingText } from './read.ts';

export interface ConfigCheck {
  readonly file: string;
  /** The keys under which the file holds the mapping, where it is not a mapping file itself. */
  readonly heldUnder: string | null;
  readonly ok: boolean;
  readonly rules: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly lines: readonly LineTrace[];
}

export function checkConfig(
  { file, text }: MappingText,
  lines: readonly string[],
  dialect: Dialect,
): ConfigCheck {
  const held = findHeldMapping(new YamlReader(text, file));
  const compiled = compileMapping(held?.text ?? text, file);
  const about = { file, heldUnder: held?.path ?? null };
  if (!compiled.ok) {
    return { ...about, ok: false, rules: 0, problems: compiled.problems, warnings: [], lines: [] };
  }
  const { mapping, warnings } = compiled;
  const traces = lines.map((line) => traceLine(line, dialect, mapping));
  return { ...about, ok: true, rules: mapping.ruleCount, problems: [], warnings, lines: traces };
}

/** Throws where no collector could run with the file. */
export function refuseUnusable({ ok, file }: ConfigCheck): void {
  if (!ok) throw new Failure('mapping-invalid', `${file} cannot be used as a mapping file`);
}
