/**
 * Environment markers (PEP 508) → whether a requirement holds in an environment that another tool described.
 * A marker that cannot be evaluated holds: a package that something may need must never look unneeded.
 */

import { language } from '../languages/languages.ts';
import { type Comparison, MeaninglessMarker, parseMarkerSyntax } from './marker-syntax.ts';
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

type Condition = (environment: MarkerEnvironment) => boolean;

/** Reads a marker. One that is not understood holds everywhere. */
export function parseMarker(text: string): Marker {
  const extras = new Set<string>();
  const condition = orUndefined(() =>
    parseMarkerSyntax<Condition>(text, {
      comparison(comparison) {
        for (const extra of extrasIn(comparison)) extras.add(extra);
        return (environment) => compare(comparison, environment);
      },
      join: (by, left, right) => (environment) => {
        // Both sides always: what is wrong with one must not depend on the other.
        const [one, other] = [left(environment), right(environment)];
        return by === 'or' ? one || other : one && other;
      },
    }),
  );
  return {
    extras,
    holds: (environment, extra = '') => orUndefined(() => condition?.({ ...environment, extra })) ?? true,
  };
}

/** The literal that a comparison has beside the variable `extra`. */
function extrasIn({ left, right }: Comparison): readonly string[] {
  const [variable, literal] = left.isVariable ? [left, right] : [right, left];
  const isNamed = variable.isVariable && variable.text === 'extra' && !literal.isVariable;
  return isNamed ? [language.normalizeName(literal.text)] : [];
}

function compare({ left, operator, right }: Comparison, environment: MarkerEnvironment): boolean {
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

function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof MeaninglessMarker) return undefined;
    throw error;
  }
}
