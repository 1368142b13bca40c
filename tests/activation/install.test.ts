/** The reporter into real virtual environments and out again, with pip and without. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { install, refuseUnchangeable, uninstall } from '../../src/activation/install.ts';
import { inspectEnvironment } from '../../src/activation/python.ts';
import { readReporter } from '../../src/activation/wheel.ts';
import { version } from '../../src/version.ts';
import { readTree } from './tree.ts';

const reporter = readReporter(resolve(import.meta.dirname, '../../python'), version);
const careful = { breakSystemPackages: false };

describe('a virtual environment', () => {
  for (const [name, args] of [
    ['with pip', []],
    ['without pip', ['--without-pip']],
  ] as const) {
    test(name, async (t) => {
      await withVenv(args, async (folder, python) => {
        const before = readTree(folder);

        await t.test('in, again, and out, byte for byte', async () => {
          assert.equal(await install(await inspectEnvironment(python), reporter, careful), name);
          const file = ask(python, 'import popularity_contest; print(popularity_contest.__file__)');
          assert.equal(file, join(site(python), 'popularity_contest/__init__.py'));
          const installer = name === 'with pip' ? 'pip' : 'popcon';
          assert.equal(ask(python, METADATA), `popularity-contest ${version} ${installer}`);
          assert.equal(ask(python, MISSING_FROM_DISK), '[]');

          const once = readTree(folder);
          assert.equal(await install(await inspectEnvironment(python), reporter, careful), 'already there');
          assert.deepEqual(readTree(folder), once);

          assert.equal(await uninstall(await inspectEnvironment(python), careful), true);
          assert.deepEqual(readTree(folder), before);
          assert.equal(await uninstall(await inspectEnvironment(python), careful), false);
        });

        await t.test('a file that was changed there is put right', async () => {
          await install(await inspectEnvironment(python), reporter, careful);
          writeFileSync(join(site(python), 'popularity_contest/reporter.py'), 'raise SystemExit\n');
          assert.equal(await install(await inspectEnvironment(python), reporter, careful), name);
          assert.equal(ask(python, 'import popularity_contest.reporter; print("fine")'), 'fine');
        });

        await t.test('bytecode that other interpreters wrote goes too', async () => {
          execFileSync(python, ['-I', '-OO', '-c', 'import popularity_contest']);
          await uninstall(await inspectEnvironment(python), careful);
          const left = Object.keys(readTree(folder)).filter((path) => before[path] === undefined);
          assert.deepEqual(
            left.filter((path) => path.includes('popularity')),
            [],
          );
        });
      });
    });
  }

  test('pip removes what was unpacked, as anything it installed itself', async () => {
    await withVenv([], async (folder, python) => {
      const before = readTree(folder);
      const environment = await inspectEnvironment(python);
      await install({ ...environment, pip: false }, reporter, careful);
      execFileSync(python, ['-I', '-B', '-m', 'pip', 'uninstall', '--yes', '--quiet', 'popularity-contest']);
      assert.deepEqual(readTree(folder), before);
    });
  });
});

describe('refused before anything is changed', () => {
  test('an environment of the system’s package manager, unless told otherwise', async () => {
    await withVenv(['--without-pip'], async (folder, python) => {
      const environment = {
        ...(await inspectEnvironment(python)),
        managed: '/usr/lib/python3.11/EXTERNALLY-MANAGED',
      };
      const before = readTree(folder);
      await assert.rejects(install(environment, reporter, careful), { code: 'externally-managed' });
      assert.deepEqual(readTree(folder), before);
      assert.equal(await install(environment, reporter, { breakSystemPackages: true }), 'without pip');
    });
  });

  test('a site-packages that cannot be written', async () => {
    await withVenv(['--without-pip'], async (_, python) => {
      const environment = { ...(await inspectEnvironment(python)), writable: false };
      await assert.rejects(
        install(environment, reporter, careful),
        /site-packages cannot be written by this user: run/,
      );
    });
  });

  test('a reporter that conda installed', async () => {
    await withVenv(['--without-pip'], async (_, python) => {
      await install(await inspectEnvironment(python), reporter, careful);
      writeFileSync(join(site(python), reporter.distInfo, 'INSTALLER'), 'conda\n');
      const environment = await inspectEnvironment(python);
      assert.throws(
        () => refuseUnchangeable(environment, careful),
        /installed by conda: remove it with that/,
      );
    });
  });

  for (const [name, python, says] of [
    ['no such program', '/nowhere/python', /^\/nowhere\/python: there is no such program$/],
    ['a program that is no Python', '/bin/ls', /^\/bin\/ls does not answer as a Python does: /],
  ] as const) {
    test(name, () => assert.rejects(inspectEnvironment(python), { message: says }));
  }

  test('a Python that is too old', async (t) => {
    const pyenv = process.env.PYENV_ROOT ?? join(homedir(), '.pyenv');
    const [old] = globSync(join(pyenv, 'versions/3.7.*/bin/python'));
    if (old === undefined) t.skip('no Python 3.7 here');
    else await assert.rejects(inspectEnvironment(old), /is Python 3\.7: the reporter needs 3\.8 or newer/);
  });
});

const METADATA = `
from importlib.metadata import distribution
found = distribution("popularity-contest")
print(found.metadata["Name"], found.version, found.read_text("INSTALLER").strip())`;

const MISSING_FROM_DISK = `
from importlib.metadata import files
print([str(file) for file in files("popularity-contest") if not file.locate().exists()])`;

function ask(python: string, code: string): string {
  return execFileSync(python, ['-I', '-B', '-c', code], { encoding: 'utf8' }).trim();
}

function site(python: string): string {
  return ask(python, 'import sysconfig; print(sysconfig.get_path("purelib"))');
}

async function withVenv(
  args: readonly string[],
  use: (folder: string, python: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-venv-'));
  try {
    execFileSync('python3', ['-m', 'venv', ...args, folder]);
    await use(folder, join(folder, 'bin/python'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
