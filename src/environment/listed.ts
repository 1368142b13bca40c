/**
 * A requirements.txt or environment.yml → distributions. It says what was asked for and not what is installed,
 * so most is unknown. Included requirements files are followed.
 */
import { parseEnvironmentFile } from './environment-file.ts';
import { includedPath, type ReadFile, readIncluded } from './included-file.ts';
import { type Distribution, type Inventory, unknownBut } from './inventory.ts';
import { parseRequirementsFile } from './requirements-file.ts';

type Listed = Pick<Inventory, 'unknown' | 'distributions'>;

export function readRequirements(path: string, text: string, read: ReadFile): Listed {
  return listed(requirementsIn(path, text, read, new Set()));
}

export function readEnvironmentFile(path: string, text: string, read: ReadFile): Listed & { name?: string } {
  const { name, conda, pip, includes } = parseEnvironmentFile(path, text);
  const included = includes.flatMap((include) => includedRequirements(path, include, read, new Set([path])));
  return {
    ...(name !== undefined && { name }),
    ...listed([
      ...conda.filter((one) => one.name !== 'python').map((one) => ({ ...pinned(one), installer: 'conda' })),
      ...[...pip.map(pinned), ...included].map((one) => ({ ...one, installer: 'pip' })),
    ]),
  };
}

function requirementsIn(path: string, text: string, read: ReadFile, seen: Set<string>): Distribution[] {
  seen.add(path);
  const { requirements, includes } = parseRequirementsFile(text);
  return [
    ...requirements.map(pinned),
    ...includes.flatMap((include) => includedRequirements(path, include, read, seen)),
  ];
}

function includedRequirements(
  path: string,
  include: string,
  read: ReadFile,
  seen: Set<string>,
): Distribution[] {
  const included = includedPath(path, include);
  if (included === undefined || seen.has(included)) return [];
  return requirementsIn(included, readIncluded(included, read), read, seen);
}

function pinned({ name, version }: { readonly name: string; readonly version?: string }): Distribution {
  return { name, ...(version !== undefined && { version }) };
}

/** A name that stands there several times, for several Pythons say, is one distribution. */
function listed(distributions: readonly Distribution[]): Listed {
  const byName = new Map<string, Distribution>();
  for (const one of distributions) byName.set(one.name, { ...one, ...byName.get(one.name) });
  const rows = [...byName.values()];
  const isPinned = rows.every(({ version }) => version !== undefined);
  return { unknown: isPinned ? unknownBut('versions') : unknownBut(), distributions: rows };
}
