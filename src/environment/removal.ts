/** Distributions that shall go → the command an admin runs for it. Nothing is ever uninstalled from here. */
import type { Distribution } from './inventory.ts';

export type RemovalFileKind = 'requirements.txt' | 'environment.yml';

/** What has to be known of a distribution to remove it. */
export type Removable = Pick<Distribution, 'name' | 'installer' | 'installedAs'>;

export interface Removal {
  /** Commands for a POSIX shell, or a diff for `patch -p0`; empty where there is nothing to do. */
  readonly text: string;
  /** What of the list it does not remove, and why. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

const LINE_WIDTH = 80;

/**
 * The commands that uninstall `distributions`: pip's own for `pip`; for `conda`, conda's for what conda
 * installed and pip's for the rest, since each only knows its own.
 */
export function removalCommand(kind: 'pip' | 'conda', distributions: readonly Removable[]): Removal {
  const byConda = distributions.filter(({ installer }) => installer === 'conda');
  const byDebian = distributions.filter(({ installer }) => installer === 'debian');
  const byPip = distributions.filter(({ installer }) => installer !== 'conda' && installer !== 'debian');
  const commands = [
    wrapCommand(
      'python -m pip uninstall',
      byPip.map(({ name }) => name),
    ),
    ...(kind === 'conda' ? [wrapCommand('conda remove', byConda.map(installedName))] : []),
  ];
  return {
    text: commands.join(''),
    leftOut: [
      ...(kind === 'pip'
        ? byConda.map((one) => left(one, `conda installed it, as ${installedName(one)}`))
        : []),
      ...byDebian.map((one) => left(one, `Debian installed it, as ${installedName(one)}: apt remove`)),
    ],
  };
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

/** What the installer calls it. */
export function installedName({ name, installedAs }: Removable): string {
  return installedAs ?? name;
}

function left({ name }: Removable, reason: string): LeftOut {
  return { name, reason };
}
