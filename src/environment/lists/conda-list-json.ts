/** The JSON of `conda list`, of mamba and micromamba too. */
import { z } from 'zod';
import { readCondaPackages } from './conda-packages.ts';
import { listKind } from './list-kind.ts';

const schema = z.array(
  z.object({
    name: z.string(),
    version: z.string().optional(),
    build_string: z.string(),
    channel: z.string(),
  }),
);

export const condaListJson = listKind({
  source: 'conda-list',
  detect: ({ json }) => schema.safeParse(json).data,
  read: (packages) => readCondaPackages(packages.map((one) => ({ ...one, build: one.build_string }))),
});
