/** A Python by its path → the inventory of its environment, taken by the helper that ships with the reporter. */
import { join } from 'node:path';
import { lastLine, runPython } from '../../activation/python.ts';
import type { Inventory } from '../../environment/inventory.ts';
import { parseInventory } from '../../environment/read-list.ts';
import { Failure } from '../../failure.ts';
import { REPORTER_SOURCES } from '../activate/sources.ts';

const HELPER = join(REPORTER_SOURCES, 'popularity_contest/inventory');
/** What begins the helper's line; a start-up file of that Python may print before it. */
const BEGIN = '{"format":"popcon-inventory/1"';

/** Runs `python` once; `day` is YYYY-MM-DD. */
export async function takeInventory(python: string, name: string, day: string): Promise<Inventory> {
  const { status, stdout, stderr } = await runPython(python, [HELPER, '--name', name, '--day', day]);
  const begin = stdout.lastIndexOf(BEGIN);
  if (status !== 0 || begin < 0) {
    throw new Failure(
      'no-inventory',
      `${python} could not take the inventory (Python 3.8 or newer can): ${lastLine(stderr || stdout)}`,
    );
  }
  return parseInventory(python, JSON.parse(stdout.slice(begin)));
}
