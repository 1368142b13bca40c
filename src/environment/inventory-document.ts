/**
 * An inventory as it arrives, from a Python or from `pip inspect`, by file or over HTTP → the inventory that is
 * kept. Requirements come as metadata have them, with the environment that their markers ask for, and are evaluated
 * here once; only what holds is kept. An inventory whose requirements are evaluated already passes as it is. Fields
 * that the schema does not name are dropped, so nothing unforeseen is ever kept.
 */
import { z } from 'zod';
import {
  type Distribution,
  distributionFields,
  distributionName,
  distributionsOf,
  type Inventory,
  inventoryFields,
  inventorySchema,
  MAX_ENTRIES,
} from './inventory.ts';
import type { MarkerEnvironment } from './marker.ts';
import { withKnownRequests } from './requested.ts';
import { activeRequirements, MAX_REQUIREMENT_LENGTH } from './requirement-lines.ts';

const documentDistribution = distributionFields
  .extend({
    /** `Requires-Dist`, URLs left out. */
    requiresDist: z.array(z.string().max(MAX_REQUIREMENT_LENGTH)).max(MAX_ENTRIES).readonly().exactOptional(),
    /** `Provides-Extra`. */
    providesExtra: z.array(z.string().max(256)).max(MAX_ENTRIES).readonly().exactOptional(),
    /** Distributions that conda's records add: what `conda remove` would take along. */
    condaRequires: z.array(distributionName).max(MAX_ENTRIES).readonly().exactOptional(),
  })
  .readonly();

const documentFields = inventoryFields
  .extend({
    /** The variables that markers ask for, by name, as `pip inspect` lists them. */
    markerEnvironment: z.record(z.string().max(64), z.string().max(256)).readonly().exactOptional(),
    distributions: distributionsOf(documentDistribution),
  })
  .readonly();
export type InventoryDocument = z.input<typeof documentFields>;

/** The second schema gives the fields their order, so that equal content is equal text. */
export const inventoryDocumentSchema = documentFields.transform(evaluated).pipe(inventorySchema);

function evaluated({
  markerEnvironment = {},
  distributions,
  ...rest
}: z.output<typeof documentFields>): Inventory {
  const names = new Set(distributions.map(({ name }) => name));
  return withKnownRequests({
    ...rest,
    distributions: distributions.map((row) => withRequirements(row, markerEnvironment, names)),
  });
}

function withRequirements(
  { requiresDist, providesExtra = [], condaRequires = [], ...row }: z.output<typeof documentDistribution>,
  environment: MarkerEnvironment,
  names: ReadonlySet<string>,
): Distribution {
  if (requiresDist === undefined) return row;
  // Most extras are for the authors' own tests: they only matter where what they would add is there.
  const requirements = activeRequirements(requiresDist, providesExtra, environment).filter(
    (one) => one.extra === undefined || names.has(one.name),
  );
  const plain = new Set(requirements.filter(({ extra }) => extra === undefined).map(({ name }) => name));
  const added = condaRequires.filter((name) => name !== row.name && !plain.has(name));
  return { ...row, requirements: [...requirements, ...added.map((name) => ({ name }))] };
}
