/**
 * Environment markers (PEP 508) → whether a requirement holds in an environment that another tool described.
 * A marker that cannot be evaluated holds: a package that something may need must never look unneeded.
 */

import { language } from '../languages/languages.ts';
import { MeaninglessMarker, type Node, parseMarkerSyntax } from './marker-syntax.ts';
import { compareVersions } from './version-comparison.ts';

/** Variables by name, as `pip inspect` lists them. */
export type MarkerEnvironment = Readonly<Record<string, string>>;

export interface Marker {
  /** `extra` is the one extra asked for, normalised; none where absent. */
  holds(environment: MarkerEnvironment, extra?: string): boolean;
  /** The extras it names, normalised. */
  readonly extras: ReadonlySet<string>;
}

const COMPARED_AS_VERSIONS = new Set([
  'implementation_version',
  'platform_release',
  'python_full_version',
  'python_version',
]);
/** Reads a marker. One that is not understood holds everywhere. */
export function parseMarker(text: string): Marker {
  const root = orUndefined(() => parseMarkerSyntax(text));
  const extras = new Set<string>();
  if (root !== undefined) collectExtras(root, extras);
  return {
    extras,
    holds: (environment, extra = '') =>
      root === undefined || (orUndefined(() => evaluate(root, { ...environment, extra })) ?? true),
  };
}

function evaluate(node: Node, environment: MarkerEnvironment): boolean {
  if (node.kind === 'comparison') return compare(node, environment);
  // Both sides always: what is wrong with one must not depend on the other.
  const left = evaluate(node.left, environment);
  const right = evaluate(node.right, environment);
  return node.kind === 'or' ? left || right : left && right;
}

function compare(
  { left, operator, right }: Node & { kind: 'comparison' },
  environment: MarkerEnvironment,
): boolean {
  if (left.isVariable === right.isVariable) throw new MeaninglessMarker();
  const variable = left.isVariable ? left.text : right.text;
  const value = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
  if (value === undefined) throw new MeaninglessMarker();
  const normalize = variable === 'extra' ? language.normalizeName : (text: string) => text;
  const a = normalize(left.isVariable ? value : left.text);
  const b = normalize(right.isVariable ? value : right.text);
  const asVersions = COMPARED_AS_VERSIONS.has(variable) ? compareVersions(a, operator, b) : undefined;
  return asVersions ?? compareStrings(a, operator, b);
}

function compareStrings(a: string, operator: string, b: string): boolean {
  switch (operator) {
    case 'in':
      return b.includes(a);
    case 'not in':
      return !b.includes(a);
    case '!=':
      return a !== b;
    case '==':
    case '<=':
    case '>=':
      return a === b;
    case '<':
    case '>':
      return false;
    default:
      throw new MeaninglessMarker();
  }
}

function collectExtras(node: Node, extras: Set<string>): void {
  if (node.kind !== 'comparison') {
    collectExtras(node.left, extras);
    collectExtras(node.right, extras);
    return;
  }
  for (const [variable, literal] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    if (variable.isVariable && variable.text === 'extra' && !literal.isVariable)
      extras.add(language.normalizeName(literal.text));
  }
}

function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof MeaninglessMarker) return undefined;
    throw error;
  }
}
