/** The JSON of `pip inspect` → distributions, with their requirements as it lists them and its marker environment. */
import { z } from 'zod';
import { defined } from '../../defined.ts';
import { MAX_REQUIREMENT_LENGTH } from '../requirement-lines.ts';
import { type ListedRow, listKind } from './list-kind.ts';
import { hasName, listedRow } from './listed-row.ts';

/** https://pip.pypa.io/en/stable/reference/inspect-report/ */
const schema = z.object({
  pip_version: z.string(),
  installed: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        version: z.string().optional(),
        requires_dist: z.array(z.string()).default([]),
        provides_extra: z.array(z.string()).default([]),
      }),
      metadata_location: z.string().default(''),
      installer: z.string().optional(),
      requested: z.boolean().optional(),
      direct_url: z
        .object({ dir_info: z.object({ editable: z.boolean().optional() }).optional() })
        .optional(),
    }),
  ),
  environment: z.record(z.string(), z.string()),
});
type Installed = z.infer<typeof schema>['installed'][number];

/** pip also lists what a person installed with `--user`, which is no part of the shared installation. */
const USER_SITE = /[\\/]\.local[\\/]lib[\\/]/;

export const pipInspect = listKind({
  source: 'pip-inspect',
  detect: ({ json }) => schema.safeParse(json).data,
  read: ({ installed, environment }) => {
    const shared = installed.filter(({ metadata_location }) => !USER_SITE.test(metadata_location));
    const version = environment.python_full_version;
    return {
      ...(version !== undefined && {
        python: { version, implementation: environment.implementation_name ?? 'cpython' },
      }),
      tells: ['requested', 'requirements'],
      markerEnvironment: environment,
      distributions: shared.map(readInstalled).filter(hasName),
    };
  },
});

function readInstalled({ metadata, installer, requested, direct_url }: Installed): ListedRow {
  return {
    ...listedRow({ ...metadata, installer, editable: direct_url?.dir_info?.editable }),
    ...defined({ requested }),
    requiresDist: metadata.requires_dist.map((line) => line.slice(0, MAX_REQUIREMENT_LENGTH)),
    providesExtra: metadata.provides_extra,
  };
}
