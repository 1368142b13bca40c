/** Distributions that shall go → the command an admin runs for it. Nothing is ever uninstalled from here. */
import type { Installer } from '../languages/language.ts';
import { installerOf, language, REMOVERS, type Remover } from '../languages/languages.ts';
import type { Distribution } from './inventory.ts';

/** The fields of a distribution by which it is removed. */
export type Removable = Pick<Distribution, 'name' | 'installer' | 'installedAs'>;

export interface Removal {
  /** Commands for a POSIX shell, or a diff for `patch -p0`; empty where there is nothing to do. */
  readonly text: string;
  /** Where a diff has to be applied, if not in the working directory. */
  readonly folder?: string;
  /** Distributions of the list that it does not remove, and why. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

const LINE_WIDTH = 80;

/**
 * The commands that uninstall `distributions` where an admin works with `chosen`: its own for what it installed, and
 * of the others what it works together with, since each only knows its own.
 */
export function removalCommand(chosen: Remover, distributions: readonly Removable[]): Removal {
  const rows: readonly Installer[] = language.installers[chosen].together.map(
    (name) => language.installers[name],
  );
  const isRemoved = ({ installer }: Removable) =>
    rows.some(({ removes }) => removes.includes(installerOf(installer)));
  return {
    text: rows
      .map(({ remove, removes }) =>
        wrapCommand(
          remove,
          distributions
            .filter(({ installer }) => removes.includes(installerOf(installer)))
            .map(installedName),
        ),
      )
      .join(''),
    leftOut: distributions
      .filter((one) => !isRemoved(one))
      .map((one) => {
        const { title, remove } = language.installers[installerOf(one.installer)];
        return { name: one.name, reason: `${title} installed it, as ${installedName(one)}: ${remove}` };
      }),
  };
}

/** The installer whose commands remove the most of them; the first, where several do. */
export function removerFor(distributions: readonly Removable[]): Remover {
  const removed = (chosen: Remover) =>
    distributions.length - removalCommand(chosen, distributions).leftOut.length;
  return REMOVERS.reduce((best, one) => (removed(one) > removed(best) ? one : best));
}

/** One command over as many lines as it takes; nothing where there are no names. */
function wrapCommand(command: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const lines = [command];
  for (const name of new Set(names)) {
    const longer = `${lines.at(-1)} ${name}`;
    if (longer.length + ' \\'.length <= LINE_WIDTH) lines.splice(-1, 1, longer);
    else lines.push(`  ${name}`);
  }
  return `${lines.join(' \\\n')}\n`;
}

/** The name by which its installer knows it. */
export function installedName({ name, installedAs }: Removable): string {
  return installedAs ?? name;
}
