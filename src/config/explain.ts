/** An issue of zod → what is wrong, at which path, in a sentence for the person who wrote the file. */
import { z } from 'zod';
import { type Path, valueAt, Written } from './document.ts';
import { nearest } from './nearest.ts';

export interface Explained {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly message: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, whose items begin with `- `,',
  object: 'a map of `key: value`',
  record: 'a map of `key: value`',
};

/** One sentence for each key or value that is wrong. */
export function explainIssue(issue: z.core.$ZodIssue, root: unknown, schema: z.ZodType): Explained[] {
  const { path } = issue;
  const about = (message: string): Explained => ({ path, part: 'value', message });
  switch (issue.code) {
    case 'unrecognized_keys': {
      const shape = shapeAt(schema, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        part: 'key',
        message: `unknown key \`${key}\`${within(path, schema)}: ${suggest(key, shape, valueAt(root, path))}`,
      }));
    }
    case 'invalid_union': {
      const [best = []] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
      return best.flatMap((inner) =>
        explainIssue({ ...inner, path: [...path, ...inner.path] }, root, schema),
      );
    }
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, part: 'key', message }));
    case 'invalid_type': {
      const found = valueAt(root, path);
      const name = String(path.at(-1) ?? 'the file');
      if (found === undefined) return [about(`\`${name}\` is missing${within(path.slice(0, -1), schema)}`)];
      return [about(`${TYPES[issue.expected] ?? issue.expected} was expected, not ${describe(found)}`)];
    }
    case 'invalid_value':
      return [about(`${issue.values.join(' or ')} was expected, not ${describe(valueAt(root, path))}`)];
    default:
      return [about(issue.message)];
  }
}

/** The probable meaning of an unknown key: another key, or one of a map whose key stands empty above it. */
function suggest(key: string, shape: Shape, beside: unknown): string {
  const known = Object.keys(shape);
  const near = known.length === 0 ? undefined : nearest(key, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  const above = known.find((name) => isMapOf(shape[name], key) && valueAt(beside, [name]) === null);
  if (above !== undefined) return `indent it, to stand under \`${above}:\``;
  return `known are ${known.join(', ')}`;
}

function isMapOf(schema: z.core.$ZodType | undefined, key: string): boolean {
  const inner = schema && unwrap(schema);
  return inner instanceof z.ZodRecord || (inner instanceof z.ZodObject && Object.hasOwn(inner.shape, key));
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** The keys of the object that the schema has at a path; of a union, of its objects. */
function shapeAt(schema: z.core.$ZodType, path: Path): Shape {
  const inner = schemaAt(schema, path);
  if (inner instanceof z.ZodUnion) {
    return Object.assign({}, ...inner.options.map((option) => shapeAt(option, [])));
  }
  return inner instanceof z.ZodObject ? inner.shape : {};
}

function schemaAt(schema: z.core.$ZodType | undefined, path: Path): z.core.$ZodType | undefined {
  const inner = schema && unwrap(schema);
  const [first, ...rest] = path;
  if (first === undefined) return inner;
  if (inner instanceof z.ZodArray) return schemaAt(inner.element, rest);
  if (inner instanceof z.ZodRecord) return schemaAt(inner.valueType, rest);
  if (inner instanceof z.ZodObject) return schemaAt(inner.shape[String(first)], rest);
  return undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrap(schema.unwrap());
  }
  if (!(schema instanceof z.ZodPipe)) return schema;
  return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
}

/** How far into the value a branch of a union got before it failed; an object that is none says least. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    ...issues.map(({ code, path }) => (code === 'invalid_type' && path.length === 0 ? -1 : path.length)),
  );
}

/** In what a fault is: by the schema's title there, otherwise by the key. */
function within(path: Path, schema: z.core.$ZodType): string {
  const title = z.globalRegistry.get(schemaAt(schema, path) ?? schema)?.title;
  const key = path.filter((part) => typeof part === 'string').at(-1);
  const name = title ?? (key === undefined ? undefined : `\`${String(key)}\``);
  return name === undefined ? '' : ` in ${name}`;
}

/** A value of the file, inside a sentence. */
export function describe(value: unknown): string {
  if (value instanceof Written) return `\`${value.place.text}\``;
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'object') return 'a map';
  return `\`${String(value)}\``;
}
