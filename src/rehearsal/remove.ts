/** Takes distributions out of a copy of an environment, each by the installer that brought it. */
import { existsSync, globSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { Distribution } from '../environment/inventory.ts';
import { installedName } from '../environment/removal.ts';
import { Failure } from '../failure.ts';
import { type InstallerName, installerOf } from '../languages/languages.ts';
import { runProgram } from './program.ts';
import { type Limits, lastLineOf, type Place } from './try.ts';

/** conda keeps a list of a person's environments, in which a copy has no place. */
const UNRECORDED = { CONDA_REGISTER_ENVS: 'false' };

export async function removeFrom(
  place: Place,
  distributions: readonly Distribution[],
  limits: Limits,
): Promise<void> {
  for (const [remover, of] of Map.groupBy(distributions, removerOf)) {
    const [command = '', ...args] = commandOf(remover, place, of.map(installedName), limits);
    const { status, why, stdout, stderr } = await runProgram({
      command,
      args,
      ...limits,
      env: { ...limits.env, ...UNRECORDED },
      cwd: place.prefix,
    });
    if (status === 0) continue;
    const line = lastLineOf(stderr || stdout);
    const said = line.endsWith('No module named pip') ? `${line}, and there is no uv on PATH` : line;
    throw new Failure(
      'removal-failed',
      `${basename(command)} does not remove ${of.map(installedName).join(', ')}: ${status === undefined ? why : said}`,
    );
  }
}

/** What pip or uv installed leaves the same records. */
function removerOf({ installer }: Distribution): Exclude<InstallerName, 'uv'> {
  const name = installerOf(installer);
  return name === 'uv' ? 'pip' : name;
}

function commandOf(
  remover: Exclude<InstallerName, 'uv'>,
  { python, prefix }: Place,
  names: readonly string[],
  { env }: Limits,
): readonly string[] {
  switch (remover) {
    case 'pip': {
      const uv = findProgram(env, ['uv']);
      const hasPip = existsSync(join(prefix, 'conda-meta')) || hasModule(prefix, 'pip');
      if (!hasPip && uv !== undefined) return [uv, 'pip', 'uninstall', '--python', python, ...names];
      return [python, '-I', '-B', '-m', 'pip', '--disable-pip-version-check', 'uninstall', '-y', ...names];
    }
    case 'conda': {
      const conda = env.CONDA_EXE ?? findProgram(env, ['conda', 'mamba', 'micromamba']);
      if (conda !== undefined) return [conda, 'remove', '--yes', '--offline', '--prefix', prefix, ...names];
      throw new Failure('removal-failed', `conda installed ${names.join(', ')}, and no conda is on PATH`);
    }
    case 'debian':
      throw new Failure(
        'removal-failed',
        `Debian installed ${names.join(', ')}: no copy of a folder shows that`,
      );
  }
}

function hasModule(prefix: string, name: string): boolean {
  const [lib = ''] = ['lib', 'Lib'].filter((folder) => existsSync(join(prefix, folder)));
  return globSync(`${lib}/python*/site-packages/${name}`, { cwd: prefix }).length > 0;
}

function findProgram({ PATH = '' }: Limits['env'], names: readonly string[]): string | undefined {
  const paths = names.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path));
}
