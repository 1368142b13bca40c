/** Sends an inventory to a collector: `PUT /api/v1/environments/NAME` with the push token, where there is one. */
import { z } from 'zod';
import type { Inventory } from '../../environment/inventory.ts';
import { Failure } from '../../failure.ts';
import { parseAddress } from '../../sources/http.ts';

const TIMEOUT_MS = 60_000;
const refusal = z.object({ error: z.object({ message: z.string() }) });

export interface Push {
  /** Of the collector, such as http://127.0.0.1:9102. */
  readonly url: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

export async function pushInventory(inventory: Inventory, { url, token, signal }: Push): Promise<void> {
  const target = new URL(`api/v1/environments/${inventory.environment}`, parseAddress(url));
  const { status, text } = await put(target, JSON.stringify(inventory), token, signal);
  if (status === 200 || status === 201 || status === 204) return;
  const said = refusal.safeParse(parseJson(text));
  const reason = said.success ? said.data.error.message : 'is a collector there?';
  const advice =
    status === 401 && token === undefined ? '; --token-file names the file with its push token' : '';
  throw new Failure('push-refused', `${url} did not take the inventory (${status}): ${reason}${advice}`);
}

async function put(
  target: URL,
  body: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(target, {
      method: 'PUT',
      body,
      headers: {
        'Content-Type': 'application/json',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    signal.throwIfAborted();
    throw new Failure('push-failed', `${target.origin} cannot be reached: ${innermost(error)}`, {
      cause: error,
    });
  }
}

/** fetch wraps what the socket said, which is what helps. */
function innermost(error: unknown): string {
  let message = String(error);
  for (let at = error; at instanceof Error; at = at.cause) {
    const [first] = at instanceof AggregateError ? at.errors : [at];
    message = first instanceof Error ? first.message : message;
  }
  return message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
