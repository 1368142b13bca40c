/** The rules in force once more, beside the ingest thread's, to say what becomes of a line without counting it. */
import type { MappingSource } from '../../ingest/messages.ts';
import { builtinMapping } from '../../mapping/builtin.ts';
import { compileMapping } from '../../mapping/compile.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { traceLine } from '../../mapping/trace.ts';
import type { Dialect } from '../../statsd/dialect.ts';
import type { TraceLine } from '../../web/api/trace.ts';

export interface Tracing {
  readonly trace: TraceLine;
  /** From now on by these rules, which have compiled once already. */
  remap(source: MappingSource): void;
}

export function openTracing(source: MappingSource, dialect: Dialect): Tracing {
  let rules = source;
  let mapping: Mapping | undefined;
  return {
    // Compiled when it is first asked for: most collectors never are.
    trace: (line) => {
      mapping ??= compile(rules);
      return traceLine(line, dialect, mapping);
    },
    remap(next) {
      rules = next;
      mapping = undefined;
    },
  };
}

function compile(source: MappingSource): Mapping {
  if (source === 'built-in') return builtinMapping();
  const compiled = compileMapping(source.text, source.file);
  if (!compiled.ok) throw new Error(`${source.file} compiled before and does not now`);
  return compiled.mapping;
}
