/**
 * conda's packages → distributions. Most are called as the distribution they hold. Passed over, and said: names that
 * begin with `_`, which no distribution has, and what by its build holds nothing for Python (libraries, compilers).
 */

import { language } from '../../languages/languages.ts';
import { isPythonBuild } from '../files/conda-spec.ts';
import type { Distribution } from '../inventory.ts';
import type { Listed } from './list-kind.ts';
import { listedRow } from './listed-row.ts';

export interface CondaPackage {
  readonly name: string;
  readonly version?: string | undefined;
  readonly build?: string | undefined;
  readonly channel?: string | undefined;
}

export function readCondaPackages(packages: readonly CondaPackage[]): Listed {
  const python = packages.find(({ name }) => name === 'python');
  const others = packages.filter((one) => one !== python);
  const bases = basesOf(others);
  const overBases = new Set(bases.values());
  const read = others
    .filter(({ name }) => !overBases.has(name))
    .map((one) => ({ one, distribution: readPackage(one, bases.get(one.name)) }));
  const distributions = read.flatMap(({ distribution }) => distribution ?? []);
  return {
    ...(python?.version && {
      python: {
        version: python.version,
        implementation: python.build?.includes('pypy') ? 'pypy' : 'cpython',
      },
    }),
    distributions,
    notes: passedOver(read.flatMap(({ one, distribution }) => (distribution === undefined ? [one] : []))),
  };
}

/**
 * Packages under a metapackage of the same stem (`seaborn-base` under `seaborn`, `dask-core` under `dask`), each with
 * the metapackage's name, which is the distribution's.
 */
function basesOf(packages: readonly CondaPackage[]): ReadonlyMap<string, string> {
  const names = new Set(packages.map(({ name }) => name));
  return new Map(
    packages.flatMap(({ name, build = '' }) => {
      const stem = /^(.+)-(?:base|core)$/.exec(name)?.[1];
      return stem !== undefined && names.has(stem) && isPythonBuild(build) ? [[name, stem]] : [];
    }),
  );
}

/** Undefined for what is no distribution. */
export function readPackage(
  { name, version, build, channel }: CondaPackage,
  distribution = name,
): Distribution | undefined {
  const normalized = language.normalizeName(distribution);
  const isPip = channel === 'pypi' || build === 'pypi_0' || build === '<pip>';
  if (name.startsWith('_') || !language.normalizedName.test(normalized)) return undefined;
  if (!isPip && build !== undefined && !isPythonBuild(build)) return undefined;
  return {
    ...listedRow({ name: normalized, version, installer: isPip ? 'pip' : 'conda' }),
    ...(!isPip && name !== normalized && { installedAs: name }),
  };
}

export function passedOver(packages: readonly CondaPackage[]): readonly string[] {
  if (packages.length === 0) return [];
  const some = packages.slice(0, 3).map(({ name }) => name);
  const are = packages.length === 1 ? '1 package of conda is' : `${packages.length} packages of conda are`;
  return [
    `${are} passed over, by name or build without Python: ${some.join(', ')}${packages.length > 3 ? ', …' : ''}`,
  ];
}
