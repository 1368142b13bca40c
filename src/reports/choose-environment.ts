/** The name of an environment, or none, and a source → what is installed there. */
import { Failure } from '../failure.ts';
import type { InstalledEnvironment, Source } from '../sources/source.ts';
import { unknownName } from './nearest.ts';

/** The one that is asked for, or the only one. Throws a `Failure` where there is none, or which is not said. */
export async function chooseEnvironment(
  source: Source,
  asked: string | undefined,
): Promise<InstalledEnvironment> {
  const names = await source.environments();
  const [only] = names;
  if (only === undefined) {
    throw new Failure(
      'no-inventory',
      `${source.origin} keeps no inventory, so it is not known what is installed: \`popcon inventory\` records one`,
    );
  }
  if (asked === undefined && names.length > 1) {
    throw new Failure(
      'which-environment',
      `${source.origin} keeps inventories of ${names.join(', ')}: choose an environment`,
    );
  }
  const name = asked ?? only;
  const installed = names.includes(name) ? await source.environment(name) : undefined;
  if (installed !== undefined) return installed;
  throw unknownName('environment', name, names, `there are ${names.join(', ')}`);
}
