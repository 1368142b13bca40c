/**
 * An inventory: what one environment had installed on one day. Comes from `popcon inventory` (a Python run
 * once) or, with less known, from another tool's list, and by `inventory-document.ts`, where requirements are
 * evaluated; goes into the ledger, to a collector, to a JSON file.
 */
import { z } from 'zod';
import { language } from '../languages/languages.ts';
import { parseDay } from '../series/day.ts';

export const INVENTORY_FORMAT = 'popcon-inventory/2';

/** The most that an inventory may hold; a larger one is refused whole. */
export const MAX_DISTRIBUTIONS = 50_000;
/** The most entries of one list of one distribution. */
export const MAX_ENTRIES = 20_000;

const text = z.string().min(1).max(256);
const texts = z.array(text).max(MAX_ENTRIES).readonly();
export const distributionName = z.string().regex(language.normalizedName, 'is not a PEP 503 normalised name');
/** It becomes a word of a command for a shell, so it may hold nothing that means something to one. */
const packageName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,213}$/, 'is not a package name');
const extraName = z.string().regex(language.normalizedName, 'is not a normalised extra');

const inventorySources = [
  'python',
  'pip-inspect',
  'pip-list',
  'conda-list',
  'requirements',
  'environment-yml',
  'pyproject',
  'uv-lock',
  'poetry-lock',
  'pylock',
] as const;
export type InventorySource = (typeof inventorySources)[number];

/** Where the reporter is switched on: by an IPython start-up file, in every process, nowhere. */
const activations = ['none', 'ipython', 'all-processes', 'unknown'] as const;
export type Activation = (typeof activations)[number];

/** A fact that a source may not tell. */
const unknowns = [
  'versions',
  'requested',
  'requirements',
  'bytes',
  'importNames',
  'commands',
  'entryPoints',
  'baseline',
  'activation',
] as const;
export type Unknown = (typeof unknowns)[number];

/** All facts but those that are `known`. */
export function unknownBut(...known: readonly Unknown[]): Unknown[] {
  return unknowns.filter((one) => !known.includes(one));
}

const requirementSchema = z
  .object({
    /** PEP 503 name of the distribution required under this environment's markers; it may be missing. */
    name: distributionName,
    /** Set where the requirement holds only through this extra of the requiring distribution. */
    extra: extraName.exactOptional(),
    /** Extras that the requirement asks of the required distribution. */
    extras: z.array(extraName).max(MAX_ENTRIES).readonly().exactOptional(),
  })
  .readonly();
export type Requirement = z.infer<typeof requirementSchema>;

export const distributionFields = z.object({
  /** PEP 503 normalised. */
  name: distributionName,
  version: text.exactOptional(),
  /** `pip`, `conda`, `debian`, or what the INSTALLER file says. */
  installer: text.exactOptional(),
  /** The conda or Debian package that brought it: what that installer has to be told to remove. */
  installedAs: packageName.exactOptional(),
  /** Asked for by a person, rather than brought by another distribution; undefined where unknown. */
  requested: z.boolean().exactOptional(),
  requirements: z.array(requirementSchema).max(MAX_ENTRIES).readonly().exactOptional(),
  /** Disk space that goes with it; a file of several distributions is counted once, with the first. */
  bytes: z.int().nonnegative().exactOptional(),
  /** Dotted below a namespace package; empty where nothing can be imported, undefined where unknown. */
  importNames: texts.exactOptional(),
  /** Console and GUI scripts. */
  commands: texts.exactOptional(),
  /** The commands that are no Python program: no process of theirs reports. */
  nativeCommands: texts.exactOptional(),
  /** Entry points that are not commands: group to names (what makes it a plugin). */
  entryPoints: z.record(text, texts).readonly().exactOptional(),
  editable: z.boolean().exactOptional(),
});
const distributionSchema = distributionFields.readonly();
export type Distribution = z.infer<typeof distributionSchema>;

/** Distributions, each name once. */
export function distributionsOf<Row extends z.ZodType<{ readonly name: string }>>(row: Row) {
  return z
    .array(row)
    .max(MAX_DISTRIBUTIONS)
    .refine(
      (rows) => new Set(rows.map(({ name }) => name)).size === rows.length,
      'names a distribution twice',
    )
    .readonly();
}

/** A name for the environment, chosen by the admin. */
export const environmentName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is not a name of 1 to 64 letters, digits, ".", "_" and "-"');

export const inventoryFields = z.object({
  format: z.literal(INVENTORY_FORMAT, {
    error: () => `is not ${INVENTORY_FORMAT}: take the inventory anew with this version of popcon`,
  }),
  environment: environmentName,
  /** UTC day on which it was taken, YYYY-MM-DD. */
  day: z.string().refine((day) => parseDay(day) !== undefined, 'is not a day written YYYY-MM-DD'),
  source: z.enum(inventorySources),
  /** The namespaces whose processes run in it, where an admin says so. */
  namespaces: texts.exactOptional(),
  python: z.object({ version: text, implementation: text }).readonly().exactOptional(),
  activation: z.enum(activations),
  /** Distributions loaded before the reporter in a kernel, which therefore cannot be counted. */
  baseline: z.array(distributionName).max(MAX_DISTRIBUTIONS).readonly(),
  unknown: z.array(z.enum(unknowns)).max(unknowns.length).readonly(),
  distributions: distributionsOf(distributionSchema),
});
export const inventorySchema = inventoryFields.readonly();
export type Inventory = z.infer<typeof inventorySchema>;
