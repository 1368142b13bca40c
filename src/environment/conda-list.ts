/**
 * The JSON of `conda list` → distributions. It names conda packages, most of which are called as the
 * distribution they hold; those whose build says nothing of Python (libraries, compilers) are left out.
 */
import { z } from 'zod';
import { type Distribution, type Inventory, unknownBut } from './inventory.ts';
import { NORMALIZED_NAME, normalizeName } from './name.ts';

export const condaListSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string().optional(),
    build_string: z.string(),
    channel: z.string(),
  }),
);
type CondaList = z.infer<typeof condaListSchema>;

export function readCondaList(packages: CondaList): Pick<Inventory, 'python' | 'unknown' | 'distributions'> {
  const python = packages.find(({ name }) => name === 'python');
  return {
    ...(python?.version && {
      python: {
        version: python.version,
        implementation: python.build_string.includes('pypy') ? 'pypy' : 'cpython',
      },
    }),
    unknown: unknownBut('versions'),
    distributions: packages.flatMap(readPackage),
  };
}

function readPackage({ name, version, build_string, channel }: CondaList[number]): Distribution[] {
  const normalized = normalizeName(name);
  const isPip = channel === 'pypi';
  if (!NORMALIZED_NAME.test(normalized) || (!isPip && !/^py|py\d/.test(build_string))) return [];
  return [
    {
      name: normalized,
      ...(version && { version }),
      installer: isPip ? 'pip' : 'conda',
      ...(!isPip && name !== normalized && { installedAs: name }),
    },
  ];
}
