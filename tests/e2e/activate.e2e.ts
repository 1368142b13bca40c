/** `popcon activate` and `deactivate` on real environments, with real processes that report to a real collector. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { readTree } from '../activation/tree.ts';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';
import { popcon } from './cli.ts';
import { type CollectorProcess, eventually, startCollectorProcess } from './running.ts';

const UNWRITTEN = { PYTHONDONTWRITEBYTECODE: '1' };

const answerSchema = z.object({
  installation: z.string(),
  written: z.array(z.string()),
  removed: z.array(z.string()),
  checks: z.array(
    z.object({ check: z.string(), state: z.string(), found: z.string(), advice: z.string().exactOptional() }),
  ),
});

describe('popcon activate', () => {
  let folder: string;
  let collector: CollectorProcess;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'popcon-activate-'));
    collector = await startCollectorProcess(join(folder, 'popcon.db'));
  });
  after(async () => {
    await collector.end();
    await rm(folder, { recursive: true });
  });

  const makeVenv = (name: string, python: string, ...args: string[]) => {
    const path = join(folder, name);
    execFileSync(python, ['-m', 'venv', '--without-pip', ...args, path]);
    return { path, python: join(path, 'bin/python') };
  };
  const activate = async (python: string, ...args: string[]) => {
    const target = [
      '--host',
      '127.0.0.1',
      '--port',
      String(collector.statsdPort),
      '--collector',
      collector.url,
    ];
    const { status, stdout, stderr } = await popcon([
      'activate',
      '--json',
      '--python',
      python,
      ...target,
      ...args,
    ]);
    assert.equal(status, 0, stdout + stderr);
    return answerSchema.parse(JSON.parse(stdout));
  };
  const counted = (line: string) =>
    eventually(
      () => collector.metrics(),
      (text) => text.split('\n').includes(line),
    );

  test('--all-processes: any process is counted, and the environment is left as it was', async (t) => {
    const venv = makeVenv('all', 'python3');
    const untouched = readTree(venv.path);

    await t.test('it says what it did and sees a report arrive', async () => {
      const { installation, checks, written } = await activate(venv.python, '--all-processes');
      assert.equal(installation, 'without pip');
      assert.deepEqual(
        checks.filter(({ state }) => state === 'fault'),
        [],
      );
      const arrived = checks.find(({ check }) => check === 'udp');
      assert.match(arrived?.found ?? '', /^the report of a process of .* was counted after/);
      const nothingYet = checks.find(({ check }) => check === 'activity');
      assert.match(nothingYet?.advice ?? '', /^start a process of .*python and let it end$/);
      assert.ok(written.some((path) => path.endsWith('.index')));
    });

    await t.test('what it tried the way with is no use', async () => {
      const text = await collector.metrics();
      assert.match(text, /^python_popcon_canary_processes 1$/m);
      assert.doesNotMatch(text, /^python_popcon_processes/m);
    });

    await t.test('a process that knows nothing of it is counted, by the defaults alone', async () => {
      execFileSync(venv.python, ['-c', 'import popularity_contest.inventory'], { env: UNWRITTEN });
      await counted('python_popcon_processes 1');
    });

    await t.test('a second time changes nothing', async () => {
      const once = readTree(venv.path);
      const { installation, written } = await activate(venv.python, '--all-processes');
      assert.equal(installation, 'already there');
      assert.deepEqual(
        written.filter((path) => !path.endsWith('.index')),
        [],
      );
      assert.deepEqual(readTree(venv.path), once);
    });

    await t.test(
      '--removals: what popcon.yml announces lies where the reporter reads it, until it does not',
      async () => {
        const config = join(folder, 'popcon.yml');
        const list = join(sitePackages(venv.python), 'popularity_contest/removals.json');
        const entry = '{packages: [six], since: 2026-01-01, on: 2099-01-01, because: old}';
        writeFileSync(config, `removals: [${entry}]\n`);
        const { written } = await activate(venv.python, '--all-processes', '--removals', '--config', config);
        assert.ok(written.includes(list), String(written));
        assert.deepEqual(JSON.parse(readFileSync(list, 'utf8')).removals, [
          { package: 'six', since: '2026-01-01', on: '2099-01-01', because: 'old' },
        ]);
        writeFileSync(config, 'removals: []\n');
        await activate(venv.python, '--all-processes', '--removals', '--config', config);
        assert.equal(existsSync(list), false);
        writeFileSync(config, `removals: [${entry}]\n`);
        await activate(venv.python, '--all-processes', '--removals', '--config', config);
      },
    );

    await t.test('deactivate leaves it byte for byte as it was, and a second time does nothing', async () => {
      const { status, stdout } = await popcon(['deactivate', '--python', venv.python]);
      assert.equal(status, 0);
      assert.match(stdout, /uninstalled popularity-contest/);
      assert.deepEqual(readTree(venv.path), untouched);
      assert.match((await popcon(['deactivate', '--python', venv.python])).stdout, /there was nothing to do/);
      assert.deepEqual(readTree(venv.path), untouched);
    });
  });

  test('--ipython: IPython is counted, a plain Python is not', async (t) => {
    const peer = findPeerPython();
    if (!hasPeer(t, peer, 'ipykernel')) return;
    const venv = makeVenv('ipython', peer);
    writeFileSync(join(sitePackages(venv.python), 'peers.pth'), `${sitePackages(peer)}\n`);
    const untouched = readTree(venv.path);
    await activate(venv.python, '--ipython');
    const env = { ...UNWRITTEN, HOME: folder, IPYTHONDIR: join(folder, 'ipython-home') };
    execFileSync(venv.python, ['-c', 'import yaml'], { env });
    execFileSync(venv.python, ['-m', 'IPython', '--no-banner', '-c', 'import certipy'], { env });
    await counted('python_popcon_imported_package{package="certipy"} 1');
    assert.doesNotMatch(await collector.metrics(), /package="pyyaml"/);
    assert.equal((await popcon(['deactivate', '--python', venv.python])).status, 0);
    assert.deepEqual(readTree(venv.path), untouched);
  });

  test('what a reporter left that somebody removed by hand is cleared away', async () => {
    const venv = makeVenv('halved', 'python3');
    const untouched = readTree(venv.path);
    const { written } = await activate(venv.python, '--all-processes');
    const site = written.find((path) => path.endsWith('.pth')) ?? '';
    await rm(join(site, '../popularity_contest'), { recursive: true });
    for (const name of Object.keys(readTree(venv.path)).filter((path) => path.endsWith('.dist-info')))
      await rm(join(venv.path, name), { recursive: true, force: true });
    assert.equal(execFileSync(venv.python, ['-c', 'print("starts")'], { encoding: 'utf8' }), 'starts\n');
    assert.equal((await popcon(['deactivate', '--python', venv.python])).status, 0);
    const files = (tree: Readonly<Record<string, string>>) =>
      Object.keys(tree).filter((path) => tree[path]?.startsWith('file'));
    assert.deepEqual(files(readTree(venv.path)), files(untouched));
  });

  test('no collector: it is activated all the same, and says what does not work', async () => {
    const venv = makeVenv('alone', 'python3');
    const { status, stdout } = await popcon([
      'activate',
      '--python',
      venv.python,
      '--host',
      '127.0.0.1',
      '--port',
      '9',
    ]);
    assert.equal(status, 1);
    assert.match(stdout, /installed popularity-contest/);
    assert.match(stdout, /fault {4}collector .*\n +→ start it/);
    assert.ok(existsSync(join(venv.path, 'etc/ipython/startup/zzz-popularity-contest.py')));
    assert.equal((await popcon(['activate', '--python', venv.python, '--no-doctor'])).status, 0);
  });

  test('what it is told reaches every process of the environment', async () => {
    const venv = makeVenv('told', 'python3');
    const told = ['--environment', 'lab', '--early', '30', '--rank', 'first'];
    const { status, stderr } = await popcon(['activate', '--python', venv.python, '--no-doctor', ...told]);
    assert.equal(status, 0, stderr);
    const code =
      'import popularity_contest as p; d = p.read_defaults(); s = p.Settings({}, d); print(s.environment, s.early_s, d)';
    assert.match(execFileSync(venv.python, ['-c', code], { encoding: 'utf8' }), /lab.*30.*first/);
  });

  describe('refuses in one line, and changes nothing', () => {
    test('an environment that is mounted read-only', async (t) => {
      const bwrap = findPeer('bwrap');
      if (!hasPeer(t, bwrap, 'bubblewrap')) return;
      const venv = makeVenv('read-only', 'python3');
      const sandbox = [bwrap, '--dev-bind', '/', '/', '--ro-bind', venv.path, venv.path];
      const { status, stderr } = await popcon(['activate', '--python', venv.python], {}, sandbox);
      assert.equal(status, 4);
      assert.match(
        stderr,
        /^popcon: \S+site-packages cannot be written by this user: run this as one who may, as with sudo\n$/,
      );
    });

    test('the system’s Python', async (t) => {
      const marker = '/usr/lib/python3.11/EXTERNALLY-MANAGED';
      if (!existsSync(marker)) return t.skip('this machine’s Python is nobody’s');
      const { status, stderr } = await popcon(['activate', '--python', '/usr/bin/python3']);
      assert.equal(status, 4);
      assert.match(
        stderr,
        /^popcon: \/usr\/bin\/python3 belongs to the system's package manager \(.*PEP 668\).*--break-system-packages\n$/,
      );
    });

    test('no Python named', async () => {
      const { status, stderr } = await popcon(['activate']);
      assert.equal(status, 2);
      assert.match(stderr, /--python <path>/);
    });

    test('settings that the reporter cannot use', async () => {
      const venv = makeVenv('bad-prefix', 'python3');
      const untouched = readTree(venv.path);
      const { status, stderr } = await popcon(['activate', '--python', venv.python, '--prefix', 'a:b']);
      assert.equal(status, 4);
      assert.match(
        stderr,
        /^popcon: the reporter refuses to activate: PYTHON_POPCONTEST_STATSD_PREFIX is 'a:b'/,
      );
      assert.deepEqual(readTree(venv.path), untouched);
    });
  });
});

function sitePackages(python: string): string {
  const code = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-I', '-B', '-c', code], { encoding: 'utf8' }).trim();
}
