/** JSON that came from outside → an inventory, its requirements evaluated. Refused, with the field: what does not fit. */
import { Failure } from '../failure.ts';
import type { Inventory } from './inventory.ts';
import { inventoryDocumentSchema } from './inventory-document.ts';

/** `origin` is for the message of a refusal. */
export function parseInventory(origin: string, json: unknown): Inventory {
  const parsed = inventoryDocumentSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(
    'inventory-invalid',
    `${origin}: ${issue?.path.join('.') || 'inventory'}: ${issue?.message}`,
  );
}
