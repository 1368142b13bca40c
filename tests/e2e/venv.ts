/**
 * A throw-away venv that sees the packages of the peers' venv, with the reporter installed by pip and,
 * where asked, the seed's start-up script. Comes from `.cache/peers/venv`; removed by `remove()`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

export interface Venv {
  readonly folder: string;
  readonly python: string;
  remove(): Promise<void>;
}

/** Makes the venv from the peers' Python; a minute at most. */
export async function makeVenv(peerPython: string): Promise<Venv> {
  const folder = await mkdtemp(join(tmpdir(), 'popcon-venv-'));
  const python = join(folder, 'bin/python');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await execute(peerPython, ['-m', 'venv', folder]);
    const site = await sitePackages(python);
    await writeFile(join(site, 'peers.pth'), `${await sitePackages(peerPython)}\n`);
    await execute(python, [
      '-m',
      'pip',
      'install',
      '-q',
      '--disable-pip-version-check',
      join(ROOT, 'python'),
    ]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, python, remove };
}

/** The seed's activation: one line in `sys.prefix/etc/ipython/startup/`. */
export async function addStartupScript(venv: Venv): Promise<void> {
  const startup = join(venv.folder, 'etc/ipython/startup');
  await mkdir(startup, { recursive: true });
  await writeFile(join(startup, 'zzz-popularity-contest.py'), 'import popularity_contest.reporter\n');
}

/** Where pip installs. */
async function sitePackages(python: string): Promise<string> {
  const { stdout } = await execute(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);
  return stdout.trim();
}
