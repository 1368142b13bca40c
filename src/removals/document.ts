/**
 * Removals → the JSON that a reporter reads, which reads no YAML: an entry a package, with the modules by which it is
 * imported, as far as they are known here. Refused: more than the reporter takes.
 */
import type { Inventory } from '../environment/inventory.ts';
import { Failure } from '../failure.ts';
import { formatDay } from '../series/day.ts';
import type { Removal } from './removal.ts';

const REMOVALS_FORMAT = 'popcon-removals/1';

/** The most that a reporter takes. */
const MAX_PACKAGES = 2_000;
const MAX_BYTES = 256 * 1024;
/** Of one package; the reporter falls back on its name. */
const MAX_MODULES = 100;

export function removalsDocument(removals: readonly Removal[], inventory?: Inventory): string {
  const importNames = new Map(
    inventory?.distributions.map((distribution) => [distribution.name, distribution.importNames]),
  );
  const entries = removals.flatMap(({ packages, modules, since, on, because, instead, ask }) =>
    packages.map((name) => {
      const known = modules.get(name) ?? importNames.get(name) ?? [];
      return {
        package: name,
        ...(known.length === 0 ? {} : { modules: known.slice(0, MAX_MODULES) }),
        since: formatDay(since),
        on: formatDay(on),
        because,
        ...(instead === undefined ? {} : { instead }),
        ...(ask === undefined ? {} : { ask }),
      };
    }),
  );
  const text = `${JSON.stringify({ format: REMOVALS_FORMAT, removals: entries }, null, 2)}\n`;
  const bytes = Buffer.byteLength(text);
  if (entries.length <= MAX_PACKAGES && bytes <= MAX_BYTES) return text;
  throw new Failure(
    'config-too-large',
    `${entries.length} packages in ${bytes} bytes are announced: a reporter takes ${MAX_PACKAGES} in ${MAX_BYTES}; drop removals that are closed`,
  );
}
