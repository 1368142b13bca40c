/** The npm package: packed, installed into an empty folder, run as `npx popcon`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { version } from '../../src/version.ts';

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

test('npm pack gives a package that installs and runs with npx popcon', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'popcon-pack-'));
  const run = (program: string, ...args: string[]) => execute(program, args, { cwd: folder });
  try {
    await execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT });
    const [tarball] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
    await run('npm', 'init', '-y');
    await run('npm', 'install', '--no-fund', '--no-audit', `./${tarball}`);

    assert.equal((await run('npx', '--no', '--', 'popcon', '--version')).stdout.trim(), version);
    assert.match((await run('npx', '--no', '--', 'popcon', '--help')).stdout, /serve .*collect counts/);
    // What the help texts and the docs name.
    const installed = join(folder, 'node_modules/popularity-contest');
    for (const path of ['docs/answers.md', 'deploy/jupyterhub/popcon.py']) {
      assert.ok(existsSync(join(installed, path)), path);
    }
    // Its own SQL and reporter came along: the demo needs both.
    const demo = await run('npx', '--no', '--', 'popcon', 'demo', '--processes', '3');
    assert.match(demo.stdout, /package +processes +share/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
