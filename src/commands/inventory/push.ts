/** Sends an inventory to a collector: `PUT /api/v1/environments/NAME` with the push token, where there is one. */
import type { Inventory } from '../../environment/inventory.ts';
import { Failure } from '../../failure.ts';
import { type JsonClient, saidBy } from '../../sources/http.ts';

export async function pushInventory(inventory: Inventory, client: JsonClient): Promise<void> {
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
