/** The distributions that hold one that nothing requires: a program that loads it, or an owner of the same files. */
import type { Distribution } from '../environment/inventory.ts';
import type { NotObservable } from './not-observable.ts';
import { type Plugged, pluginHosts } from './plugin-hosts.ts';
import { type Shared, sharedFiles } from './shared-files.ts';

export interface Held {
  readonly name: string;
  /** With whom of those that stay it shares files. */
  readonly sharedWith: (stays: (name: string) => boolean) => Shared | undefined;
  /** Which of those that stay may load it. */
  readonly loadedBy: (stays: (name: string) => boolean) => NotObservable | undefined;
}

/** The distributions that others can hold; most cannot be, so that judging is quick. */
export function heldDistributions(distributions: readonly Distribution[]): readonly Held[] {
  const hostsOf = pluginHosts(distributions);
  const sharedWith = sharedFiles(distributions);
  return distributions.flatMap((distribution): readonly Held[] => {
    const plugged = hostsOf(distribution);
    const canShare = sharedWith(distribution, () => true) !== undefined;
    if (plugged.length === 0 && !canShare) return [];
    return [
      {
        name: distribution.name,
        sharedWith: canShare ? (stays) => sharedWith(distribution, stays) : () => undefined,
        loadedBy: (stays) => pluginOf(plugged, stays),
      },
    ];
  });
}

function pluginOf(plugged: readonly Plugged[], stays: (name: string) => boolean): NotObservable | undefined {
  for (const { group, hosts, fromOutside } of plugged) {
    const host = hosts.find(stays);
    if (host !== undefined) return { kind: 'plugin', group, host };
    if (fromOutside) return { kind: 'plugin', group };
  }
  return undefined;
}
