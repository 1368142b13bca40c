/**
 * uv.lock → what uv would install on any of the systems it is locked for, and what requires what; markers are not
 * evaluated. The projects of the workspace say what was asked for.
 * https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
 */
import { z } from 'zod';
import { language } from '../../languages/languages.ts';
import type { Distribution, Requirement } from '../inventory.ts';
import { listKind } from './list-kind.ts';
import { listedRow } from './listed-row.ts';

const dependencies = z
  .array(z.object({ name: z.string(), extra: z.array(z.string()).optional() }))
  .default([]);
const byGroup = z.record(z.string(), dependencies).default({});
const schema = z.object({
  version: z.number(),
  package: z.array(
    z.object({
      name: z.string(),
      version: z.string().optional(),
      source: z.record(z.string(), z.unknown()),
      dependencies,
      'optional-dependencies': byGroup,
      'dev-dependencies': byGroup,
    }),
  ),
});
type Package = z.infer<typeof schema>['package'][number];

export const uvLock = listKind({
  source: 'uv-lock',
  detect: ({ toml }) => schema.safeParse(toml).data,
  read: ({ package: packages }) => {
    const roots = packages.filter(isRoot);
    const asked = new Set(roots.flatMap((root) => [root.name, ...allOf(root).map(({ name }) => name)]));
    return {
      tells: ['requested', 'requirements'],
      distributions: packages
        .filter(({ source }) => source.virtual === undefined)
        .map((one) => distributionOf(one, asked.has(one.name))),
    };
  },
});

/** A project that is worked on: it is installed from its folder, or not at all (`virtual`). */
function isRoot({ source }: Package): boolean {
  return source.virtual !== undefined || source.editable !== undefined;
}

function allOf(one: Package): Package['dependencies'] {
  const groups = [one['optional-dependencies'], one['dev-dependencies']].flatMap((each) =>
    Object.values(each),
  );
  return [...one.dependencies, ...groups.flat()];
}

function distributionOf(one: Package, requested: boolean): Distribution {
  const extras = Object.entries(one['optional-dependencies']);
  return {
    ...listedRow({ ...one, installer: 'uv', editable: one.source.editable !== undefined }),
    requested,
    requirements: [
      ...one.dependencies.map((each) => requirementOf(each)),
      ...extras.flatMap(([extra, each]) => each.map((dependency) => requirementOf(dependency, extra))),
    ],
  };
}

function requirementOf(
  { name, extra: extras = [] }: Package['dependencies'][number],
  extra?: string,
): Requirement {
  return {
    name: language.normalizeName(name),
    ...(extra !== undefined && { extra: language.normalizeName(extra) }),
    ...(extras.length > 0 && { extras: extras.map(language.normalizeName) }),
  };
}
