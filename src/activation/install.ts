/**
 * Puts the reporter into a Python environment and takes it out again: with the environment's own pip, or where
 * there is none by writing the files with a dist-info that any installer can read.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { lastLine, type PythonEnvironment, runPython } from './python.ts';
import { buildWheel, installedFiles, type Reporter, wheelName } from './wheel.ts';

export type Installation = 'with pip' | 'without pip' | 'already there';

const PACKAGE = 'popularity_contest';
const INSTALLER = 'popcon';
const KNOWN_INSTALLERS: readonly string[] = [INSTALLER, 'pip', 'uv', ''];

export interface InstallOptions {
  /** Goes on where the environment belongs to another package manager (PEP 668). */
  readonly breakSystemPackages: boolean;
}

/** Throws a `Failure` where it may not, before anything is changed. */
export async function install(
  environment: PythonEnvironment,
  reporter: Reporter,
  options: InstallOptions,
): Promise<Installation> {
  if (await isInstalled(environment, reporter)) return 'already there';
  refuseUnchangeable(environment, options);
  if (environment.installed?.installer === INSTALLER)
    await removeRecorded(environment.installed.folder, environment.installed.version);
  if (!environment.pip) {
    await unpack(environment, reporter);
    return 'without pip';
  }
  const folder = await mkdtemp(join(tmpdir(), 'popcon-wheel-'));
  try {
    await writeFile(join(folder, wheelName(reporter.version)), buildWheel(reporter));
    await runPip(environment, options, [
      'install',
      '--no-index',
      '--no-deps',
      '--no-cache-dir',
      '--force-reinstall',
      // Found by name rather than given as a file, so that no direct_url.json tells of this folder.
      '--find-links',
      folder,
      `popularity-contest==${reporter.version}`,
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
  return 'with pip';
}

/** Returns whether there was anything to take out. {@link refuseUnchangeable} comes first. */
export async function uninstall(environment: PythonEnvironment, options: InstallOptions): Promise<boolean> {
  const { installed } = environment;
  if (installed === null) return false;
  if (environment.pip && installed.installer !== INSTALLER) {
    await runPip(environment, options, ['uninstall', '--yes', 'popularity-contest']);
  } else {
    await removeRecorded(installed.folder, installed.version);
  }
  // Bytecode that other interpreters and optimisation levels wrote later stands in no record.
  await rm(join(installed.folder, PACKAGE), { recursive: true, force: true });
  return true;
}

/** Throws a `Failure` where this user may not, or should not with these tools. */
export function refuseUnchangeable(
  { python, purelib, managed, writable, installed }: PythonEnvironment,
  options: InstallOptions,
): void {
  if (installed !== null && !KNOWN_INSTALLERS.includes(installed.installer)) {
    throw new Failure(
      'foreign-installer',
      `${python}: popularity-contest ${installed.version} was installed by ${installed.installer}: remove it with that first`,
    );
  }
  if (managed !== null && !options.breakSystemPackages) {
    throw new Failure(
      'externally-managed',
      `${python} belongs to the system's package manager (${managed}, PEP 668): it takes packages from that alone`,
    );
  }
  if (!writable) {
    throw new Failure(
      'not-writable',
      `${purelib} cannot be written by this user: run this as one who may, as with sudo`,
    );
  }
}

async function runPip(
  { python, managed }: PythonEnvironment,
  { breakSystemPackages }: InstallOptions,
  [command = '', ...args]: readonly string[],
): Promise<void> {
  const force = managed !== null && breakSystemPackages ? ['--break-system-packages'] : [];
  const common = ['--isolated', '--no-input', '--disable-pip-version-check', '--quiet'];
  const { status, stderr } = await runPython(python, ['-m', 'pip', ...common, command, ...force, ...args]);
  if (status !== 0)
    throw new Failure('pip-failed', `${python} -m pip ${command} failed: ${lastLine(stderr)}`);
}

async function isInstalled({ installed }: PythonEnvironment, { version, files }: Reporter): Promise<boolean> {
  if (installed === null || installed.version !== version) return false;
  const same = await Promise.all(
    files.map(async ({ path, content }) => {
      const there = await readFile(join(installed.folder, path)).catch(() => undefined);
      return there?.equals(content) ?? false;
    }),
  );
  return same.every(Boolean);
}

async function unpack({ python, purelib }: PythonEnvironment, reporter: Reporter): Promise<void> {
  const write = async (path: string, content: Uint8Array) => {
    await mkdir(dirname(join(purelib, path)), { recursive: true });
    await writeFile(join(purelib, path), content);
  };
  for (const { path, content } of reporter.files) await write(path, content);
  // As pip does: people who may not write here would otherwise compile it anew in each process.
  const { status, stderr } = await runPython(python, ['-m', 'compileall', '-q', join(purelib, PACKAGE)]);
  if (status !== 0)
    throw new Failure('not-compiled', `${python} cannot compile the reporter: ${lastLine(stderr)}`);
  const bytecode = (await readdir(join(purelib, PACKAGE), { recursive: true }))
    .filter((path) => path.endsWith('.pyc'))
    .map((path) => `${PACKAGE}/${path}`);
  for (const { path, content } of installedFiles(reporter, INSTALLER, bytecode)) await write(path, content);
}

/** Removes what RECORD lists, and the folders that this leaves empty. A file outside of site-packages is left alone. */
async function removeRecorded(folder: string, version: string): Promise<void> {
  const record = join(folder, `${PACKAGE}-${version}.dist-info`, 'RECORD');
  const rows = existsSync(record) ? (await readFile(record, 'utf8')).split('\n') : [];
  const files = rows.map((row) => row.split(',')[0] ?? '').filter((path) => path !== '');
  const inside = files
    .map((path) => resolve(folder, path))
    .filter((path) => path.startsWith(`${resolve(folder)}/`));
  for (const path of inside) await rm(path, { force: true });
  const folders = new Set(inside.flatMap((path) => ancestors(path, resolve(folder))));
  for (const path of [...folders].sort((a, b) => b.length - a.length)) await rmdir(path).catch(() => {});
}

function ancestors(path: string, root: string): string[] {
  const parent = dirname(path);
  return parent === root || !parent.startsWith(root) ? [] : [parent, ...ancestors(parent, root)];
}
