/** Inventories that come in over HTTP: `PUT /api/v1/environments/{name}`. What does not fit is refused whole. */
import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { inventoryDocumentSchema } from '../../environment/inventory-document.ts';
import { Failure } from '../../failure.ts';
import { environmentPath } from '../../sources/api.ts';
import { STATUS_OF } from '../failure.ts';
import { apiError, defineOperation, type Operation, refuse } from './operation.ts';

/** An inventory of 10,000 distributions takes some 3.5 MB. */
export const MAX_INVENTORY_BYTES = 4 * 1024 * 1024;
/** Bodies are held whole until they are recorded. */
const MAX_AT_ONCE = 2;

/**
 * Into one piece of memory, while that of what came is given back at once: it is not on the heap, where the need for it
 * would be noticed. Bounded by the operation.
 */
async function readBody(body: Request['body']): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(MAX_INVENTORY_BYTES);
  let length = 0;
  for await (const chunk of body ?? []) {
    bytes.set(chunk, length);
    length += chunk.length;
    if (chunk.length === chunk.buffer.byteLength) chunk.buffer.transfer(0);
  }
  return new Uint8Array(bytes.buffer.transfer(length));
}

export interface RecordedInventory {
  readonly environment: string;
  readonly day: string;
  readonly distributions: number;
}

export interface InventoryIntake {
  /** Resolves once it is on disk; rejects with a `Failure`. `name` is the environment that the address names. */
  readonly record: (bytes: Uint8Array<ArrayBuffer>, name: string) => Promise<RecordedInventory>;
  /** Undefined where something before the app has checked it. */
  readonly access: MiddlewareHandler | undefined;
}

const recordedAnswer = z
  .object({ environment: z.string(), day: z.iso.date(), distributions: z.int() })
  .meta({ id: 'RecordedInventory' });

export function inventoryOperations({ record, access }: InventoryIntake): Operation[] {
  let underWay = 0;
  return [
    defineOperation({
      method: 'put',
      path: '/api/v1/environments/{name}',
      id: 'putEnvironment',
      summary: 'Record what an environment has installed',
      description:
        'As `popcon inventory --json` or `python -m popularity_contest.inventory` writes it; it replaces what was recorded for its day.',
      pathSchema: environmentPath,
      body: { schema: inventoryDocumentSchema, maxBytes: MAX_INVENTORY_BYTES },
      needsToken: true,
      access: async (c, next) => {
        let refusal: Response | undefined;
        const admitted = async () => {
          if (underWay >= MAX_AT_ONCE) {
            refusal = refuse(c, 503, 'inventories-busy', 'other inventories are being recorded: try again');
            return;
          }
          underWay++;
          try {
            await next();
          } finally {
            underWay--;
          }
        };
        return (access === undefined ? await admitted() : await access(c, admitted)) ?? refusal;
      },
      answers: {
        200: { description: 'It is in the ledger.', schema: recordedAnswer },
        403: { description: 'No push token is set.', schema: apiError },
        409: { description: 'The ledger has as many environments as it takes.', schema: apiError },
        503: { description: 'The ledger cannot be written now.', schema: apiError },
      },
      handle: async ({ path: { name } }, c) => {
        try {
          return c.json(await record(await readBody(c.req.raw.body), name));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          // What has no status is a fault of the ledger, which cannot be written now.
          return refuse(c, STATUS_OF[error.code] ?? 503, error.code, error.message);
        }
      },
    }),
  ];
}
