/**
 * The bytes of an inventory's JSON in, the inventory out, or why they are none. Refused before it is parsed: what is
 * nested deeper, or has more values or fields than any inventory, for a few bytes of JSON can become many of memory.
 */
import { Failure } from '../failure.ts';
import { describeIssues } from '../issues.ts';
import { checkedDay, type Day, formatDay } from '../series/day.ts';
import type { Inventory } from './inventory.ts';
import { inventoryDocumentSchema } from './inventory-document.ts';

/** An inventory is nested six deep. */
const MAX_DEPTH = 16;
/** An inventory of 10,000 distributions has some 350,000 values and names of fields. */
const MAX_VALUES = 500_000;
/** The variables that markers ask for are eleven; no other object of an inventory has more fields. */
const MAX_FIELDS = 64;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The terms on which an inventory is taken in. */
export interface Place {
  /** The environment that it has to name. */
  readonly name: string;
  readonly today: Day;
}

/** Throws a `Failure` that says what is wrong: of code `bad-body`, `other-environment` or `day-to-come`. */
export function readInventory(bytes: Uint8Array<ArrayBuffer>, place: Place): Inventory {
  refuseExcess(bytes);
  const parsed = inventoryDocumentSchema.safeParse(parseJson(bytes));
  if (!parsed.success) throw new Failure('bad-body', describeIssues(parsed.error));
  refuseMisplaced(parsed.data, place);
  return parsed.data;
}

/** The same of JSON that was parsed; `origin` is for the message of a refusal. */
export function parseInventory(origin: string, json: unknown): Inventory {
  const parsed = inventoryDocumentSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Failure('inventory-invalid', `${origin}: ${describeIssues(parsed.error)}`);
}

function refuseMisplaced({ environment, day }: Inventory, { name, today }: Place): void {
  if (environment !== name) {
    throw new Failure('other-environment', `the path names ${name}, the inventory ${environment}`);
  }
  // Days are UTC, so no time zone is ahead; and one from a day to come would stand above every honest one until then.
  if (checkedDay(day) > today) {
    throw new Failure('day-to-come', `day: ${day} is yet to come, here it is ${formatDay(today)}`);
  }
}

/** The bytes are given up. */
function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    bytes.buffer.transfer(0);
    return JSON.parse(text);
  } catch {
    throw new Failure('bad-body', 'the body is not JSON');
  }
}

function refuseExcess(bytes: Uint8Array): void {
  let [depth, values, isInText] = [0, 0, false];
  /** The number of fields so far of each object or list that is open, by depth. */
  const fields = new Uint32Array(MAX_DEPTH + 2);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isInText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isInText = false;
    } else if (byte === QUOTE) {
      isInText = true;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth++;
      values++;
      fields[depth] = 0;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth--;
    } else if (byte === COMMA || byte === COLON) {
      values++;
      if (byte === COLON) fields[depth] = (fields[depth] ?? 0) + 1;
    }
    if (depth > MAX_DEPTH) throw new Failure('bad-body', `the body is nested deeper than ${MAX_DEPTH}`);
    if ((fields[depth] ?? 0) > MAX_FIELDS) {
      throw new Failure('bad-body', `an object of the body has more than ${MAX_FIELDS} fields`);
    }
    if (values > MAX_VALUES) throw new Failure('bad-body', `the body has more than ${MAX_VALUES} values`);
  }
}
