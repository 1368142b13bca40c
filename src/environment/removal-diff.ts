/**
 * Distributions that shall go → a unified diff, for `patch -p0`, of the file that brings them. Comments and
 * order stay. Refused: a file that cannot be read.
 */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { parseEnvironmentFile, withoutDependencies } from './environment-file.ts';
import { includedPath, type ReadFile, readIncluded } from './included-file.ts';
import { normalizeName } from './name.ts';
import { installedName, type Removable, type Removal, type RemovalFileKind } from './removal.ts';
import { parseRequirementsFile, withoutRequirements } from './requirements-file.ts';

/** The diff that takes `distributions` out of a file and, for requirements, out of those it includes. */
export function removalDiff(
  kind: RemovalFileKind,
  path: string,
  read: ReadFile,
  distributions: readonly Removable[],
): Removal {
  const names = new Set(distributions.map(({ name }) => name));
  const edits =
    kind === 'requirements.txt'
      ? editRequirements(path, read, names)
      : editEnvironment(path, read, distributions);
  const named = new Set(edits.flatMap((edit) => edit.named));
  return {
    text: edits
      .filter(({ before, after }) => before !== after)
      .map(unifiedDiff)
      .join(''),
    leftOut: distributions
      .filter(({ name }) => !named.has(name))
      .map(({ name }) => ({ name, reason: `not named in ${edits.map((edit) => edit.path).join(', ')}` })),
  };
}

interface Edit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The distributions, of those that shall go, that this file names. */
  readonly named: readonly string[];
}

function editRequirements(
  path: string,
  read: ReadFile,
  names: ReadonlySet<string>,
  seen = new Set<string>(),
): Edit[] {
  seen.add(path);
  const before = readIncluded(path, read);
  const { requirements, includes } = parseRequirementsFile(before);
  const edit: Edit = {
    path,
    before,
    after: withoutRequirements(before, names),
    named: requirements.map(({ name }) => name).filter((name) => names.has(name)),
  };
  return [edit, ...editIncludes(path, includes, read, names, seen)];
}

function editIncludes(
  path: string,
  includes: readonly string[],
  read: ReadFile,
  names: ReadonlySet<string>,
  seen = new Set<string>(),
): Edit[] {
  return includes
    .flatMap((include) => includedPath(path, include) ?? [])
    .flatMap((included) => (seen.has(included) ? [] : editRequirements(included, read, names, seen)));
}

function editEnvironment(path: string, read: ReadFile, distributions: readonly Removable[]): Edit[] {
  const before = readIncluded(path, read);
  const file = parseEnvironmentFile(path, before);
  const names = new Set(distributions.map(({ name }) => name));
  // A metapackage and the package that holds the distribution (matplotlib, matplotlib-base) both bring it.
  const nameOf = new Map(
    distributions.flatMap((one) => [
      [normalizeName(installedName(one)), one.name],
      [one.name, one.name],
    ]),
  );
  const edit: Edit = {
    path,
    before,
    after: withoutDependencies(before, file, { conda: new Set(nameOf.keys()), pip: names }),
    named: [...file.conda, ...file.pip].flatMap(({ name }) => nameOf.get(name) ?? []),
  };
  return [edit, ...editIncludes(path, file.includes, read, names)];
}

function unifiedDiff({ path, before, after }: Edit): string {
  const text = formatPatch(
    structuredPatch(path, path, before, after, undefined, undefined, { context: 3 }),
    FILE_HEADERS_ONLY,
  );
  if (!path.includes(' ')) return text;
  // A tab ends a name that has spaces, as GNU diff writes it: without one, patch takes the first word.
  const [from, to, ...hunks] = text.split('\n');
  return [`${from}\t`, `${to}\t`, ...hunks].join('\n');
}
