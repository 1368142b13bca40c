/** Distributions that shall go, and a file → the entries that bring them, each tool's own by that tool's names. */
import { installerOf, language } from '../../languages/languages.ts';
import { installedName, type Removable } from '../removal.ts';
import type { ListFile } from './list-file.ts';
import type { Entry } from './section.ts';

export interface Stays {
  /** The distribution. */
  readonly name: string;
  readonly entry: Entry;
  readonly why: string;
}

export interface ChosenEntries {
  /** The distribution that each brings. */
  readonly goes: ReadonlyMap<Entry, string>;
  readonly stays: readonly Stays[];
}

export function chooseEntries(
  { sections, otherAliases }: ListFile,
  distributions: readonly Removable[],
): ChosenEntries {
  const goes = new Map<Entry, string>();
  const stays: Stays[] = [];
  const byName = new Map(distributions.map((one) => [one.name, one]));
  for (const { installer, entries } of sections) {
    for (const entry of entries) {
      if (entry.named === undefined) continue;
      const name = language.normalizeName(entry.named.name);
      const same = byName.get(name);
      const owner = installer === 'pip' ? same : distributions.find((one) => isBroughtBy(one, name));
      if (owner !== undefined) goes.set(entry, owner.name);
      else if (same !== undefined) {
        const why = `conda's \`${entry.named.name}\` stays: what is to go is not conda's package of that name`;
        stays.push({ name: same.name, entry, why });
      }
    }
  }
  const aliases = sections.flatMap(({ entries }) => entries).filter(({ isAlias }) => isAlias);
  const isUsed = (anchor: string) =>
    otherAliases.has(anchor) || aliases.some((one) => one.anchor === anchor && !goes.has(one));
  for (const [entry, name] of goes) {
    if (entry.anchor === undefined || entry.isAlias || !isUsed(entry.anchor)) continue;
    goes.delete(entry);
    stays.push({ name, entry, why: `its anchor &${entry.anchor} stands for something that stays` });
  }
  return { goes, stays };
}

/**
 * True if conda's package `name` brings a distribution: by its own name, or as the metapackage over what holds it
 * (`matplotlib` over `matplotlib-base`, `dask` over `dask-core`). Another package that is called as the distribution
 * is another program (`graphviz` beside `python-graphviz`).
 */
export function isBroughtBy(distribution: Removable, name: string): boolean {
  const { installer } = distribution;
  if (installer !== undefined && language.installers[installerOf(installer)].list !== 'conda') return false;
  const installed = language.normalizeName(installedName(distribution));
  return (
    name === installed ||
    (name === distribution.name &&
      /^-(?:base|core|minimal)$/.test(installed.slice(name.length)) &&
      installed.startsWith(name))
  );
}
