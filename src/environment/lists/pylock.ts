/**
 * pylock.toml (PEP 751) → what an installer would install on any of the systems it is locked for. What requires what
 * is not written in it for certain, and is unknown.
 * https://packaging.python.org/en/latest/specifications/pylock-toml/
 */
import { z } from 'zod';
import { listKind } from './list-kind.ts';
import { listedRow } from './listed-row.ts';

const schema = z.object({
  'lock-version': z.string(),
  packages: z.array(
    z.object({
      name: z.string(),
      version: z.string().optional(),
      directory: z.object({ editable: z.boolean().default(false) }).optional(),
    }),
  ),
});

export const pylock = listKind({
  source: 'pylock',
  detect: ({ toml }) => schema.safeParse(toml).data,
  read: ({ packages }) => ({
    distributions: packages.map(({ directory, ...one }) =>
      listedRow({ ...one, editable: directory?.editable }),
    ),
  }),
});
