/** A Python by its path → the inventory of its environment, taken by the helper that ships with the reporter. */
import { join } from 'node:path';
import { lastLine, printedJson, runPython } from '../../activation/python.ts';
import type { Inventory } from '../../environment/inventory.ts';
import { inventoryDocumentSchema } from '../../environment/inventory-document.ts';
import { Failure } from '../../failure.ts';
import { language } from '../../languages/languages.ts';
import { REPORTER_SOURCES } from '../reporter-sources.ts';

const HELPER = join(REPORTER_SOURCES, language.inventory.program);
const BEGIN = /^\{"format":"popcon-inventory\//gm;

/** Runs `python` once; `day` is YYYY-MM-DD. Throws a `Failure` where it does not print exactly one inventory of that. */
export async function takeInventory(python: string, name: string, day: string): Promise<Inventory> {
  const { status, stdout, stderr } = await runPython(python, [HELPER, '--environment', name, '--day', day]);
  const printed = status === 0 ? printedJson(stdout) : undefined;
  if (printed === undefined) {
    throw new Failure(
      'no-python',
      `${python} could not take the inventory (Python 3.8 or newer can): ${lastLine(stderr || stdout)}`,
    );
  }
  const parsed = inventoryDocumentSchema.safeParse(printed);
  const inventory = parsed.data;
  const count = stdout.match(BEGIN)?.length ?? 0;
  if (inventory === undefined || count !== 1 || inventory.environment !== name || inventory.day !== day) {
    throw new Failure(
      'no-python',
      `${python} printed what is not the inventory that was asked for: look at its .pth files and sitecustomize`,
    );
  }
  return inventory;
}
