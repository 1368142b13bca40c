/** Reasons for which one distribution stays, whatever becomes of the others. */
import type { Distribution } from '../environment/inventory.ts';
import { formatDay } from '../series/day.ts';
import type { Facts, Terms, Use } from './facts.ts';
import { unseenCommands, whyNotObservable } from './observability.ts';
import type { Staying } from './stays.ts';

/** @param below fewer processes are rare use; undefined where they are none. */
export function verdictOnUse({ elsewhere, ...use }: Use, below: number | undefined): Staying {
  const imported = { ...use, lastDay: formatDay(use.lastDay) };
  if (elsewhere !== undefined) return { verdict: 'used elsewhere', namespaces: elsewhere, ...imported };
  return below === undefined
    ? { verdict: 'used', ...imported }
    : { verdict: 'rarely used', below, ...imported };
}

/** For one that is neither used nor needed by what is, however long it was observed. */
export function ownReasonToStay(
  distribution: Distribution,
  baseline: ReadonlySet<string>,
  { inventory, earlier }: Pick<Facts, 'inventory' | 'earlier'>,
  terms: Terms,
): Staying | undefined {
  const { name } = distribution;
  const lastDay = earlier.get(name);
  if (lastDay !== undefined) return { verdict: 'used before', lastDay: formatDay(lastDay) };
  if (baseline.has(name)) return { verdict: 'baseline' };
  const because = whyNotObservable(distribution);
  if (because !== undefined) return { verdict: 'not observable', because };
  const commands = terms.includeCommands ? [] : unseenCommands(distribution, inventory.activation);
  if (commands.length > 0) return { verdict: 'commands not seen', commands };
  const kept = terms.keep.find(({ matches }) => matches(name));
  if (kept === undefined) return undefined;
  const { matches: _, until: __, ...entry } = kept;
  return { verdict: 'kept', ...entry };
}

export function tooNew({ name }: Distribution, clockOf: Facts['clockOf'], terms: Terms): Staying | undefined {
  const { since, days, processes } = clockOf(name);
  return days < terms.minDays || processes < terms.minProcesses
    ? { verdict: 'too new', since: formatDay(since), days, processes }
    : undefined;
}
