/**
 * A file of another tool, or an inventory of ours → an inventory; which of them it is shows in what it holds.
 * Refused: what is none of them.
 */
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { condaListSchema, readCondaList } from './conda-list.ts';
import type { ReadFile } from './included-file.ts';
import { environmentName, type Inventory, inventorySchema } from './inventory.ts';
import { readEnvironmentFile, readRequirements } from './listed.ts';
import { pipInspectSchema, readPipInspect } from './pip-inspect.ts';

export interface ListOptions {
  /** Undefined: as the file says, where it does. */
  readonly environment: string | undefined;
  /** YYYY-MM-DD; an inventory of ours keeps its own. */
  readonly day: string;
  /** For files that the file includes. */
  readonly read: ReadFile;
}

const DEFAULT_NAME = 'default';
const TAKES =
  '--from-file takes pip inspect, conda list --json, requirements.txt, environment.yml or an inventory';

/** Reads the list in `path`, whose text is `text`. */
export function readList(path: string, text: string, options: ListOptions): Inventory {
  if (/^\s*[[{]/.test(text)) return readJson(path, text, options);
  const isYaml = /\.ya?ml$/.test(path) || /^dependencies\s*:/m.test(text);
  const { name, ...listed }: { name?: string } & Pick<Inventory, 'unknown' | 'distributions'> = isYaml
    ? readEnvironmentFile(path, text, options.read)
    : readRequirements(path, text, options.read);
  if (listed.distributions.length === 0)
    throw new Failure('list-empty', `${path}: names no distribution; ${TAKES}`);
  const named = environmentName.safeParse(name);
  return makeInventory(path, {
    ...listed,
    environment: options.environment ?? (named.success ? named.data : DEFAULT_NAME),
    day: options.day,
    source: isYaml ? 'environment-yml' : 'requirements',
  });
}

function readJson(path: string, text: string, { environment, day }: ListOptions): Inventory {
  const json = parseJson(path, text);
  if (z.looseObject({ format: z.string() }).safeParse(json).success) {
    const inventory = parseInventory(path, json);
    return { ...inventory, environment: environment ?? inventory.environment };
  }
  const head = { environment: environment ?? DEFAULT_NAME, day };
  const inspected = pipInspectSchema.safeParse(json);
  if (inspected.success)
    return makeInventory(path, { ...head, source: 'pip-inspect', ...readPipInspect(inspected.data) });
  const listed = condaListSchema.safeParse(json);
  if (listed.success)
    return makeInventory(path, { ...head, source: 'conda-list', ...readCondaList(listed.data) });
  throw new Failure('list-unknown', `${path}: JSON of another kind; ${TAKES}`);
}

/** Reads an inventory from JSON that came from outside; a refusal names the field. */
export function parseInventory(origin: string, json: unknown): Inventory {
  const parsed = inventorySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(
    'inventory-invalid',
    `${origin}: ${issue?.path.join('.') || 'inventory'}: ${issue?.message}`,
  );
}

function makeInventory(
  path: string,
  fields: Omit<Inventory, 'format' | 'activation' | 'baseline'>,
): Inventory {
  const distributions = [...new Map(fields.distributions.map((one) => [one.name, one])).values()];
  return parseInventory(path, {
    ...fields,
    format: 'popcon-inventory/1',
    activation: 'unknown',
    baseline: [],
    distributions: distributions.sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('list-unknown', `${path}: begins like JSON and is none; ${TAKES}`);
  }
}
