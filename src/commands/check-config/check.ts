/** A mapping file's text and some lines come in; what is wrong with the file and what becomes of the lines goes out. */
import { BUILTIN_MAPPING } from '../../mapping/builtin.ts';
import { compileMapping } from '../../mapping/compile.ts';
import { findHeldMapping } from '../../mapping/held-mapping.ts';
import type { Problem } from '../../mapping/problem.ts';
import { type LineTrace, traceLine } from '../../mapping/trace.ts';
import { YamlReader } from '../../mapping/yaml-reader.ts';
import { DEFAULT_DIALECT } from '../../statsd/dialect.ts';

export interface MappingText {
  /** The name for people. */
  readonly file: string;
  readonly text: string;
}

export const BUILTIN: MappingText = { file: 'built-in rules', text: BUILTIN_MAPPING };

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

export function checkConfig({ file, text }: MappingText, lines: readonly string[]): ConfigCheck {
  const held = findHeldMapping(new YamlReader(text, file));
  const compiled = compileMapping(held?.text ?? text, file);
  const about = { file, heldUnder: held?.path ?? null };
  if (!compiled.ok) {
    return { ...about, ok: false, rules: 0, problems: compiled.problems, warnings: [], lines: [] };
  }
  const { mapping, warnings } = compiled;
  const traces = lines.map((line) => traceLine(line, DEFAULT_DIALECT, mapping));
  return { ...about, ok: true, rules: mapping.ruleCount, problems: [], warnings, lines: traces };
}
