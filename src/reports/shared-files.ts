/**
 * Distributions that install the same importable names: opencv-python and opencv-python-headless both own `cv2`.
 * An import of one is a use of the files of all, and uninstalling one takes them from the others.
 */
import type { Distribution } from '../environment/inventory.ts';

export interface Shared {
  readonly with: string;
  readonly modules: readonly string[];
}

/** Modules that many distributions install by mistake beside their own: to share one means nothing. */
const BY_MISTAKE = new Set(
  ['tests', 'test', 'testing', 'docs', 'doc', 'examples', 'example', 'benchmarks', 'scripts', 'tools'].concat(
    ['conftest', 'setup', 'src'],
  ),
);

/** @returns for a distribution, the first of those that `stays` with which it shares files. */
export function sharedFiles(
  distributions: readonly Distribution[],
): (distribution: Distribution, stays: (name: string) => boolean) => Shared | undefined {
  const owners = new Map<string, string[]>();
  for (const one of distributions) {
    for (const module of modulesOf(one)) owners.set(module, [...(owners.get(module) ?? []), one.name]);
  }
  return (distribution, stays) => {
    const modules = modulesOf(distribution);
    for (const module of modules) {
      const other = owners.get(module)?.find((name) => name !== distribution.name && stays(name));
      if (other === undefined) continue;
      return { with: other, modules: modules.filter((each) => owners.get(each)?.includes(other)) };
    }
    return undefined;
  };
}

/** Its names but those of tests and the like, unless it has no others. */
function modulesOf({ importNames = [] }: Distribution): readonly string[] {
  const meant = importNames.filter((name) => !BY_MISTAKE.has(name));
  return meant.length > 0 ? meant : importNames;
}
