/** Inventories that come in over HTTP: `PUT /api/v1/environments/{name}`. What does not fit is refused whole. */
import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { environmentName, type Inventory, inventorySchema } from '../../environment/inventory.ts';
import { Failure } from '../../failure.ts';
import { TOO_MANY_ENVIRONMENTS } from '../../ledger/inventories.ts';
import { type Day, formatDay, parseDay } from '../../series/day.ts';
import { apiError, defineOperation, type Operation, refuse } from './operation.ts';

/** An inventory of 10,000 distributions takes some 5 MB. */
export const MAX_INVENTORY_BYTES = 32 * 1024 * 1024;

export interface InventoryIntake {
  /** Resolves once it is on disk. */
  readonly record: (inventory: Inventory) => Promise<void>;
  readonly today: () => Day;
  /** Undefined where something before the app has checked it. */
  readonly access: MiddlewareHandler | undefined;
}

const recordedAnswer = z
  .object({ environment: z.string(), day: z.iso.date(), distributions: z.int() })
  .meta({ id: 'RecordedInventory' });

export function inventoryOperations({ record, today, access }: InventoryIntake): Operation[] {
  return [
    defineOperation({
      method: 'put',
      path: '/api/v1/environments/{name}',
      id: 'putEnvironment',
      summary: 'Record what an environment has installed',
      description: 'As `popcon inventory --json` writes it; it replaces what was recorded for its day.',
      pathSchema: z.object({ name: environmentName }),
      body: { schema: inventorySchema, maxBytes: MAX_INVENTORY_BYTES },
      needsToken: true,
      ...(access !== undefined && { access }),
      answers: {
        200: { description: 'It is in the ledger.', schema: recordedAnswer },
        403: { description: 'No token is set, and the request is not from this machine.', schema: apiError },
        409: { description: 'The ledger has as many environments as it takes.', schema: apiError },
        503: { description: 'The ledger cannot be written now.', schema: apiError },
      },
      handle: async ({ path: { name }, body: inventory }, c) => {
        const problem = problemOf(name, inventory, today());
        if (problem !== undefined) return refuse(c, 400, problem.code, problem.message);
        try {
          await record(inventory);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          return refuse(c, error.code === TOO_MANY_ENVIRONMENTS ? 409 : 503, error.code, error.message);
        }
        const { environment, day, distributions } = inventory;
        return c.json({ environment, day, distributions: distributions.length });
      },
    }),
  ];
}

function problemOf(name: string, { environment, day }: Inventory, today: Day): Failure | undefined {
  if (environment !== name) {
    return new Failure('other-environment', `the path names ${name}, the inventory ${environment}`);
  }
  // A clock that is ahead by a time zone is none of its sender's faults.
  if ((parseDay(day) ?? 0) > today + 1) {
    return new Failure('day-to-come', `day: ${day} is yet to come, here it is ${formatDay(today)}`);
  }
  return undefined;
}
