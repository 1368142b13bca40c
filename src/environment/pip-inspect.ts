/** The JSON of `pip inspect` → distributions, with the requirements that hold in the environment it describes. */
import { z } from 'zod';
import { type Distribution, type Inventory, type Requirement, unknownBut } from './inventory.ts';
import { type MarkerEnvironment, parseMarker } from './marker.ts';
import { NORMALIZED_NAME, normalizeName } from './name.ts';
import { parseRequirement } from './requirement.ts';

/** https://pip.pypa.io/en/stable/reference/inspect-report/ */
export const pipInspectSchema = z.object({
  pip_version: z.string(),
  installed: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        version: z.string().optional(),
        requires_dist: z.array(z.string()).default([]),
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
type PipInspect = z.infer<typeof pipInspectSchema>;
type Installed = PipInspect['installed'][number];

/** pip also lists what a person installed with `--user`, which is no part of the shared installation. */
const USER_SITE = /[\\/]\.local[\\/]lib[\\/]/;

export function readPipInspect({
  installed,
  environment,
}: PipInspect): Pick<Inventory, 'python' | 'unknown' | 'distributions'> {
  const shared = installed.filter(({ metadata_location }) => !USER_SITE.test(metadata_location));
  const names = new Set(shared.map(({ metadata }) => normalizeName(metadata.name)));
  const version = environment.python_full_version;
  return {
    ...(version !== undefined && {
      python: { version, implementation: environment.implementation_name ?? 'cpython' },
    }),
    unknown: unknownBut('versions', 'requested', 'requirements'),
    distributions: shared.flatMap((one) => readInstalled(one, environment, names)),
  };
}

function readInstalled(
  { metadata, installer, requested, direct_url }: Installed,
  environment: MarkerEnvironment,
  names: ReadonlySet<string>,
): Distribution[] {
  const name = normalizeName(metadata.name);
  if (!NORMALIZED_NAME.test(name)) return [];
  return [
    {
      name,
      ...(metadata.version && { version: metadata.version }),
      ...(installer && { installer }),
      ...(requested !== undefined && { requested }),
      requirements: metadata.requires_dist
        .flatMap((text) => activeRequirements(text, environment))
        .filter((one) => one.extra === undefined || names.has(one.name)),
      ...(direct_url?.dir_info?.editable === true && { editable: true }),
    },
  ];
}

/** The requirement where it holds by itself; else once for each extra under which it holds. */
function activeRequirements(text: string, environment: MarkerEnvironment): Requirement[] {
  const parsed = parseRequirement(text);
  if (parsed === undefined) return [];
  const requirement = { name: parsed.name, ...(parsed.extras.length > 0 && { extras: parsed.extras }) };
  if (parsed.marker === undefined) return [requirement];
  const marker = parseMarker(parsed.marker);
  if (marker.holds(environment)) return [requirement];
  return [...marker.extras]
    .filter((extra) => NORMALIZED_NAME.test(extra) && marker.holds(environment, extra))
    .map((extra) => ({ ...requirement, extra }));
}
