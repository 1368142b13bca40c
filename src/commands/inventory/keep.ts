/** Where an inventory is kept: a ledger, a collector, a file. One of them, or none. */
import { existsSync } from 'node:fs';
import type { Inventory } from '../../environment/inventory.ts';
import { Failure } from '../../failure.ts';
import { ledgerFailure } from '../../ledger/failure.ts';
import { latestInventory, recordInventory } from '../../ledger/inventories.ts';
import { openLedger } from '../../ledger/open.ts';
import { formatJson } from '../../render/format.ts';
import { replaceFile } from '../../replace-file.ts';
import { isServerAddress, parseServerAddress, withoutPassword } from '../../sources/address.ts';
import { type JsonClient, jsonClient, saidBy } from '../../sources/http.ts';
import { type ConfiguredOptions, configuredFrom } from '../answer/configuration.ts';
import { DEFAULT_LEDGER } from '../answer/source.ts';
import type { Context } from '../command.ts';
import { endpointOf, type ServerOptions } from '../server.ts';

/** Of the larger of two inventories that follow each other; a new image changes less. */
const LEAST_SHARED = 0.5;

export interface Keeping extends ServerOptions, ConfiguredOptions {
  /** As it was given; an inventory without it must be of the environment that was recorded before. */
  readonly environment?: string;
  readonly ledger?: string;
  readonly push?: string;
  readonly output?: string;
  /** It goes to standard output: unless another place is named, nowhere else. */
  readonly json?: true;
}

/** Keeps it where the options say; returns the sentence that tells where. */
export async function keepInventory(
  inventory: Inventory,
  options: Keeping,
  context: Context,
): Promise<string> {
  const { push, output } = options;
  const isAsked = push !== undefined || output !== undefined || options.json === true;
  const from = readFrom(options, context);
  const ledger = options.ledger ?? (isAsked || isServerAddress(from) ? undefined : existing(from));
  if (ledger !== undefined) {
    recordIn(ledger, inventory, options.environment !== undefined);
    return `Recorded in ${ledger}.`;
  }
  if (push !== undefined) {
    const url = parseServerAddress(push);
    using client = jsonClient({ ...endpointOf(options, context), url }, context.signal);
    await pushInventory(inventory, client);
    return `Recorded at ${client.address}.`;
  }
  if (output !== undefined) {
    replaceFile(output, formatJson(inventory), `--output ${output}`);
    return `Written to ${output}.`;
  }
  const why = isServerAddress(from) ? `counts are read at ${withoutPassword(from)}` : `there is no ${from}`;
  return `Recorded nowhere: ${why}; --ledger, --push or --output say where.`;
}

/** Where `popcon unused` would read with no option: the inventory belongs there. */
function readFrom({ configuration }: Keeping, { env }: Context): string {
  return env.POPCON_FROM || configuredFrom(configuration) || DEFAULT_LEDGER;
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

function recordIn(path: string, inventory: Inventory, isNamed: boolean): void {
  using db = openLedger(path);
  try {
    if (!isNamed) checkSame(latestInventory(db, inventory.environment), inventory);
    db.exec('BEGIN IMMEDIATE');
    recordInventory(db, inventory);
    db.exec('COMMIT');
  } catch (error) {
    throw ledgerFailure(path, error);
  }
}

/** Two environments under one name would replace each other, and what is only in one begin anew each time. */
function checkSame(before: Inventory | undefined, { environment, distributions }: Inventory): void {
  if (before === undefined) return;
  const known = new Set(before.distributions.map(({ name }) => name));
  const shared = distributions.filter(({ name }) => known.has(name)).length;
  if (shared >= LEAST_SHARED * Math.max(known.size, distributions.length)) return;
  throw new Failure(
    'environment-differs',
    `\`${environment}\` was another environment so far: of its ${known.size} distributions and the ${distributions.length} of this one, ${shared} are the same`,
  );
}

/** With the push token, where there is one. */
async function pushInventory(inventory: Inventory, client: JsonClient): Promise<void> {
  const path = `api/v1/environments/${inventory.environment}`;
  const reply = await client.put(path, JSON.stringify(inventory));
  if (reply.status === 200 || reply.status === 201 || reply.status === 204) return;
  const reason = saidBy(reply) ?? 'is a collector there?';
  throw new Failure(
    'push-refused',
    `${client.address} did not take the inventory (${reply.status}): ${reason}`,
    { about: client.address },
  );
}
