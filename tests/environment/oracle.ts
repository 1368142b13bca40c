/** Files as their own tools read them: requirements by pip's parser, environment.yml by PyYAML. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { ListFileKind } from '../../src/environment/files/list-file.ts';

const asked = z.array(z.tuple([z.string(), z.string().nullable(), z.boolean()])).nullable();
/** What pip would install; null where it refuses the file. */
export type Asked = z.infer<typeof asked>;

export function readRequirementsWithPip(python: string, texts: readonly string[]): Asked[] {
  return z.array(asked).parse(ask(python, 'requirements.txt', texts));
}

/** Null where the text is no YAML. */
export function readYamlWithPython(python: string, texts: readonly string[]): unknown[] {
  return z.array(z.unknown()).parse(ask(python, 'environment.yml', texts));
}

function ask(python: string, kind: ListFileKind, texts: readonly string[]): unknown {
  const input = JSON.stringify(texts.map((text) => [kind, text]));
  const output = execFileSync(python, [join(import.meta.dirname, 'oracle.py')], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output);
}
