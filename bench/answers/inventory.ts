/** An inventory of any size: popular distributions required by many, a few cycles, plugins, commands, extras. */

import { randomNumbers } from '../../src/commands/demo/random-numbers.ts';
import type { Distribution, Inventory, Requirement } from '../../src/environment/inventory.ts';
import type { Day } from '../../src/series/day.ts';
import { formatDay } from '../../src/series/day.ts';
import { packageName } from './ledger.ts';

export function makeInventory(distributions: number, day: Day): Inventory {
  const random = randomNumbers(2);
  return {
    format: 'popcon-inventory/2',
    environment: 'bench',
    day: formatDay(day),
    source: 'python',
    python: { version: '3.12.7', implementation: 'cpython' },
    activation: 'ipython',
    baseline: [packageName(3), packageName(5)],
    unknown: [],
    distributions: Array.from({ length: distributions }, (_, at): Distribution => {
      const name = packageName(at);
      return {
        name,
        version: '1.2.3',
        installer: 'pip',
        requested: random() < 0.2,
        requirements: requirements(at, distributions, random),
        bytes: Math.floor(10 ** (4 + 4 * random())),
        importNames: random() < 0.05 ? [] : [name.replaceAll('-', '_')],
        commands: random() < 0.1 ? [name] : [],
        entryPoints: random() < 0.08 ? { 'some.plugins': [name] } : {},
      };
    }),
  };
}

/** Mostly of lower ranks, which many require; now and then of a higher one, which makes cycles. */
function requirements(at: number, distributions: number, random: () => number): Requirement[] {
  return Array.from({ length: Math.floor(random() * 6) }, (): Requirement => {
    const required = random() < 0.01 ? Math.floor(random() * distributions) : Math.floor(at * random() ** 2);
    const kind = random();
    return {
      name: packageName(required),
      ...(kind < 0.1 ? { extra: 'all' } : {}),
      ...(kind > 0.9 ? { extras: ['all'] } : {}),
    };
  });
}
