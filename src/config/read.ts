/** A file's value and the schema of it come in; what it means goes out, or every problem with its place. */
import type { z } from 'zod';
import { ConfigDocument, type Path, valueAt } from './document.ts';
import { explainIssue } from './explain.ts';
import { byPlace, type Place, type Problem } from './problem.ts';

export type Read<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** Where the value at a path stands, or its key. */
      readonly placeOf: (path: Path, part?: 'key' | 'value') => Place;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `file` is the name for people. An empty file is read as an empty map; what follows its first document is not read. */
export function readConfig<T>(text: string, file: string, schema: z.ZodType<T>): Read<T> {
  return readDocument(ConfigDocument.readAll(text, file, 'typed')[0], [], schema);
}

/** Reads what stands at `path`. */
export function readDocument<T>(document: ConfigDocument, path: Path, schema: z.ZodType<T>): Read<T> {
  const value = valueAt(document.value, path);
  const faults = document.problemsAt(path);
  const parsed = value === undefined ? undefined : schema.safeParse(value ?? {});
  if (parsed?.success && faults.length === 0) {
    return {
      ok: true,
      value: parsed.data,
      placeOf: (below, part) => document.placeOf([...path, ...below], part),
    };
  }
  const explained = (parsed?.error?.issues ?? []).flatMap((issue) => explainIssue(issue, value, schema));
  const issues = explained.flatMap(({ path: below, part, message }): Problem[] => {
    const at = [...path, ...below];
    // Of a map with a fault in it the schema misses what could not be read.
    const isKnown = below.length > 0 && document.problemsAt(at).length > 0;
    return isKnown ? [] : [{ file: document.file, ...document.placeOf(at, part), message }];
  });
  return { ok: false, problems: [...faults, ...issues].toSorted(byPlace) };
}
