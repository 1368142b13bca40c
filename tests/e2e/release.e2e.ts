/** What `npm run release` makes: its checksums hold, and each part of it is taken by the tool that it is for. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { version } from '../../src/version.ts';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const helm = findPeer('helm');
const python = findPeerPython();

describe('a release', () => {
  let folder = '';
  const made = (name: string) => join(folder, 'release', name);
  const run = (program: string, ...args: string[]) => execute(program, args, { cwd: folder });
  const isMade = (t: TestContext) => hasPeer(t, helm, 'helm') && hasPeer(t, python, 'python');

  before(async () => {
    if (helm === undefined || python === undefined) return;
    folder = await mkdtemp(join(tmpdir(), 'popcon-release-'));
    await run(process.execPath, join(ROOT, 'scripts/release/release.ts'), '--draft', '--out', made(''));
  });
  after(async () => {
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });

  test('every file has its checksum', async (t) => {
    if (!isMade(t)) return;
    const { stdout } = await execute('sha256sum', ['--check', 'SHA256SUMS'], { cwd: made('') });
    assert.deepEqual(stdout.trim().split('\n').sort(), [
      `popcon-${version}.tgz: OK`,
      `popularity-contest-${version}.cdx.json: OK`,
      `popularity-contest-${version}.tgz: OK`,
      `popularity-contest-image-${version}.tar.gz: OK`,
      `popularity_contest-${version}-py3-none-any.whl: OK`,
      `popularity_contest-${version}.tar.gz: OK`,
    ]);
  });

  test('the npm package installs and runs with npx popcon', async (t) => {
    if (!isMade(t)) return;
    await run('npm', 'init', '-y');
    await run('npm', 'install', '--no-fund', '--no-audit', made(`popularity-contest-${version}.tgz`));
    assert.equal((await run('npx', '--no', '--', 'popcon', '--version')).stdout.trim(), version);
    assert.match((await run('npx', '--no', '--', 'popcon', '--help')).stdout, /serve .*collect counts/);
    // What the help texts and the docs name.
    const installed = join(folder, 'node_modules/popularity-contest');
    for (const path of ['docs/answers.md', 'deploy/jupyterhub/popcon.py', 'deploy/systemd/install.sh']) {
      assert.ok(existsSync(join(installed, path)), path);
    }
    // Its own SQL and reporter came along: the demo needs both.
    const demo = await run('npx', '--no', '--', 'popcon', 'demo', '--processes', '3');
    assert.match(demo.stdout, /package +processes +share/);
  });

  test('the sdist makes the wheel', async (t) => {
    if (!isMade(t) || python === undefined) return;
    const wheel = `popularity_contest-${version}-py3-none-any.whl`;
    const quiet = ['wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', folder];
    await run(python, '-m', 'pip', ...quiet, made(`popularity_contest-${version}.tar.gz`));
    const modules = async (path: string) =>
      Object.keys(unzipSync(await readFile(path)))
        .filter((name) => name.startsWith('popularity_contest/'))
        .sort();
    assert.deepEqual(await modules(join(folder, wheel)), await modules(made(wheel)));
  });

  test('helm renders the chart', async (t) => {
    if (!isMade(t) || helm === undefined) return;
    const { stdout } = await run(helm, 'template', 'hub', made(`popcon-${version}.tgz`));
    assert.match(stdout, new RegExp(`image: "popularity-contest:${version}"`));
  });

  test('the image context has all that its Dockerfile copies', async (t) => {
    if (!isMade(t)) return;
    const context = join(folder, 'context');
    await mkdir(context);
    await run('tar', '-xzf', made(`popularity-contest-image-${version}.tar.gz`), '-C', context);
    const copied = [
      ...(await readFile(join(context, 'Dockerfile'), 'utf8')).matchAll(/^COPY (?!--)(.+) \S+$/gm),
    ];
    assert.ok(copied.length > 0);
    for (const name of copied.flatMap(([, names = '']) => names.split(' '))) {
      assert.ok(existsSync(join(context, name)), name);
    }
    assert.ok(!existsSync(join(context, 'tests')));
  });

  test('the bill of materials names what runs, and nothing else', async (t) => {
    if (!isMade(t)) return;
    const named = z.object({ name: z.string() });
    const bill = z
      .object({ metadata: z.object({ component: named }), components: z.array(named) })
      .parse(JSON.parse(await readFile(made(`popularity-contest-${version}.cdx.json`), 'utf8')));
    const manifest = z
      .object({
        dependencies: z.record(z.string(), z.string()),
        devDependencies: z.record(z.string(), z.string()),
      })
      .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
    const names = new Set(bill.components.map(({ name }) => name));
    const absent = Object.keys(manifest.dependencies).filter((name) => !names.has(name));
    const tools = Object.keys(manifest.devDependencies).filter((name) => names.has(name));
    assert.deepEqual([bill.metadata.component.name, absent, tools], ['popularity-contest', [], []]);
  });
});
