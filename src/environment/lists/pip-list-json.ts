/** `pip list --format json`, and uv's: names and versions. */
import { z } from 'zod';
import { listKind } from './list-kind.ts';
import { readPipRows } from './pip-rows.ts';

const schema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    installer: z.string().optional(),
    editable_project_location: z.string().optional(),
    // Fields of `conda list` and of `--outdated`, which are other lists.
    build_string: z.never().optional(),
    latest_version: z.never().optional(),
  }),
);

export const pipListJson = listKind({
  source: 'pip-list',
  detect: ({ json }) => schema.safeParse(json).data,
  read: (rows) =>
    readPipRows(
      rows.map(({ editable_project_location, ...row }) => ({
        ...row,
        editable: editable_project_location !== undefined,
      })),
    ),
});
