/**
 * Which installed distributions load a distribution's entry points: their hosts, told by the groups, which begin
 * with the name of who defines them (https://packaging.python.org/en/latest/specifications/entry-points/).
 */
import type { Distribution } from '../environment/inventory.ts';
import { language } from '../languages/languages.ts';

export interface Plugged {
  readonly group: string;
  /** Any of them loads it. */
  readonly hosts: readonly string[];
  /** It may be loaded from another environment, where none of its hosts is installed. */
  readonly fromOutside: boolean;
}

const { normalizeName, unseen } = language;

/** @returns for a distribution, the groups that other programs may load; its own groups are no plugin. */
export function pluginHosts(
  distributions: readonly Distribution[],
): (distribution: Distribution) => readonly Plugged[] {
  const owners = new Map<string, Set<string>>();
  for (const { name, importNames = [] } of distributions) {
    for (const bearing of [name, ...importNames.map((each) => normalizeName(each.split('.')[0] ?? each))]) {
      owners.set(bearing, (owners.get(bearing) ?? new Set()).add(name));
    }
  }
  const servers = unseen.servers.names.filter((name) => owners.has(name));
  return ({ name, importNames = [], commands = [], entryPoints = {} }) => {
    const own = [name, ...importNames, ...commands].map(normalizeName);
    return Object.keys(entryPoints).flatMap((group): Plugged[] => {
      const first = normalizeName(group.split(/[.: ]/)[0] ?? '');
      const isOwn = own.some((each) => first === each || first.startsWith(`${each}-`));
      if (isOwn || unseen.neverLoaded.test(group)) return [];
      const { prefix } = unseen.servers;
      const isServers = first === prefix || first.startsWith(`${prefix}-`);
      const hosts = [...(owners.get(unseen.hostOf.get(first) ?? hostName(first, owners)) ?? [])];
      return [
        {
          group,
          hosts: [...new Set([...hosts, ...(isServers ? servers : [])])].filter((host) => host !== name),
          fromOutside: isServers && servers.length === 0,
        },
      ];
    });
  };
}

/** The longest installed name with which a group begins: `sphinx` of `sphinx-html-themes`, `pytest` of `pytest11`. */
function hostName(first: string, owners: ReadonlyMap<string, unknown>): string {
  const parts = first.split('-');
  while (parts.length > 1 && !owners.has(parts.join('-'))) parts.pop();
  const name = parts.join('-');
  return owners.has(name) ? name : name.replace(/\d+$/, '');
}
