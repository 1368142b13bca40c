/** Packages, namespaces and inventories of any number, made up, for ledgers that tests fill. */
import type { MadeUpNamespace, MadeUpPackage } from '../src/commands/demo/fill-ledger.ts';
import type { Inventory, Requirement } from '../src/environment/inventory.ts';
import { NORMALIZED_NAME } from '../src/languages/python/name.ts';

export { fillLedger } from '../src/commands/demo/fill-ledger.ts';

/** `packages` made-up packages, the first of them in nine of ten processes, most in nearly none. */
export function madeUpPackages(packages: number, names: readonly string[] = []): MadeUpPackage[] {
  return Array.from({ length: packages }, (_, at) => ({
    name: names[at] ?? `package-${String(at).padStart(4, '0')}`,
    share: 0.9 / (1 + at * 0.3) ** 1.2,
  }));
}

/** `namespaces` made-up ones, each smaller than the one before. */
export function madeUpNamespaces(namespaces: number, processesADay = 1_000): MadeUpNamespace[] {
  return Array.from({ length: namespaces }, (_, at) => ({
    name: `hub-${String(at).padStart(2, '0')}`,
    processesADay: Math.max(1, Math.round(processesADay / (1 + at))),
  }));
}

/**
 * An environment that has `names`, and on every tenth of them a made-up dependency; sizes fall from 200 MB. With
 * it come some that nothing imports: they are what can go.
 */
export function madeUpInventory(environment: string, day: string, names: readonly string[]): Inventory {
  const dependencies = names.filter((_, at) => at % 10 === 0).map((name) => `lib-${name}`);
  const idle = Array.from({ length: Math.ceil(names.length / 8) }, (_, at) => `idle-${at}`);
  const all = [...names, ...dependencies, ...idle].filter((name) => NORMALIZED_NAME.test(name));
  return {
    format: 'popcon-inventory/2',
    environment,
    day,
    source: 'python',
    python: { version: '3.12.7', implementation: 'CPython' },
    activation: 'all-processes',
    baseline: [],
    unknown: [],
    distributions: all.map((name, at) => ({
      name,
      version: `1.${at % 20}.0`,
      installer: 'pip',
      requested: !name.startsWith('lib-'),
      requirements: requirementsOf(name, all),
      bytes: Math.round(200_000_000 / (1 + at) ** 1.1) + 1_000,
      importNames: [name.replaceAll('-', '_')],
      commands: [],
      entryPoints: {},
    })),
  };
}

/** Every second idle one brings the next. */
function requirementsOf(name: string, all: readonly string[]): readonly Requirement[] {
  const idle = /^idle-(\d*[02468])$/.exec(name)?.[1];
  const wanted = idle === undefined ? `lib-${name}` : `idle-${Number(idle) + 1}`;
  return all.includes(wanted) ? [{ name: wanted }] : [];
}
