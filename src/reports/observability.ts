/**
 * The ways in which a distribution that no process imported can be in use all the same, since the reporter would not
 * see it. Where in doubt it can, for nothing in use must be called unused.
 */
import type { Activation, Distribution } from '../environment/inventory.ts';
import { language } from '../languages/languages.ts';
import type { NotObservable } from './not-observable.ts';

/** Why it cannot be observed; undefined where an import would have shown its use. */
export function whyNotObservable(distribution: Distribution): NotObservable | undefined {
  const { name, importNames, commands = [] } = distribution;
  if (language.installation.has(name)) return { kind: 'installation' };
  if (importNames === undefined) return { kind: 'modules unknown' };
  if (importNames.length > 0) return undefined;
  return commands.length > 0 ? { kind: 'commands alone', commands } : { kind: 'no module' };
}

/**
 * Commands and kernels of it whose use would not be seen: commands in a terminal, where only kernels report; anywhere
 * those that are no Python program or end without a report; and kernels, which their own installers register with
 * Jupyter.
 */
export function unseenCommands(distribution: Distribution, activation: Activation): readonly string[] {
  const { name, commands = [], nativeCommands = [], entryPoints = {} } = distribution;
  const kernels = [
    ...(entryPoints['jupyter kernel'] ?? []),
    ...(isKernel(distribution) ? [name.replace(/[-_]?kernel$/, '')] : []),
  ].map((kernel) => `the kernel ${kernel}`);
  const unseen =
    activation === 'all-processes' && !language.unseen.endsUnseen.has(name) ? nativeCommands : commands;
  return [...new Set([...unseen, ...kernels])];
}

/** Kernels are made on few distributions, and are called so. */
function isKernel({ name, requirements = [] }: Distribution): boolean {
  const isMadeOn = requirements.some((one) => language.unseen.kernelBases.includes(one.name));
  return /[-_]?kernel$/.test(name) && isMadeOn && !language.unseen.kernelBases.includes(name);
}
