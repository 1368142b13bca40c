/**
 * Whether a distribution that no process imported could be in use all the same: what of it is used without an
 * import that the reporter would see. Where in doubt it could, since nothing in use must be called unused.
 */
import type { Activation, Distribution } from '../environment/inventory.ts';
import { normalizeName } from '../environment/name.ts';
import type { NotObservable } from './verdict.ts';

/** What makes an installation work, and is run rather than imported. */
const INSTALLATION = new Set([
  'popularity-contest',
  ...['pip', 'setuptools', 'wheel', 'uv', 'conda', 'mamba', 'micromamba'],
  ...['jupyterhub', 'jupyterlab', 'notebook', 'nbclassic', 'jupyter-server'],
]);

/** Why it cannot be observed; undefined where an import would have shown its use. */
export function whyNotObservable(distribution: Distribution): NotObservable | undefined {
  const { name, importNames, commands = [] } = distribution;
  if (INSTALLATION.has(name)) return { kind: 'installation' };
  const group = pluginGroup(distribution);
  if (group !== undefined) return { kind: 'plugin', group };
  if (importNames === undefined) return { kind: 'modules unknown' };
  if (importNames.length > 0) return undefined;
  return commands.length > 0 ? { kind: 'commands alone', commands } : { kind: 'no module' };
}

/** Whether its commands can be used unseen: where only kernels report, what runs in a terminal does not. */
export function hasUnseenCommands({ commands = [] }: Distribution, activation: Activation): boolean {
  return commands.length > 0 && activation !== 'all-processes';
}

/** The first group of entry points for a program other than itself, which may load it where nobody reports. */
function pluginGroup({ name, importNames = [], commands = [], entryPoints = {} }: Distribution) {
  const own = [name, ...importNames, ...commands].map(normalizeName);
  return Object.keys(entryPoints).find((group) => {
    const host = normalizeName(group.split(/[.:]/)[0] ?? '');
    return !own.some((each) => host === each || host.startsWith(`${each}-`));
  });
}
