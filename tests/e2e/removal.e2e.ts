/**
 * One removal in earnest: announced, told under a real cell, removed with pip, missed. What a person sees, what the
 * collector counts, and what `popcon retire status` and the page say are the same.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseHTML } from 'linkedom';
import type { StatusReport } from '../../src/removals/status.ts';
import { findPeerPython, hasPeer } from '../peers.ts';
import { popcon } from './cli.ts';
import { type CollectorProcess, eventually, startCollectorProcess } from './running.ts';

const peer = findPeerPython();
let folder: string;
let collector: CollectorProcess;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'popcon-removal-'));
  const config = join(folder, 'popcon.yml');
  writeFileSync(config, '');
  collector = await startCollectorProcess(join(folder, 'popcon.db'), '--config', config);
});
after(async () => {
  await collector.end();
  await rm(folder, { recursive: true });
});

test('announced, told, removed, missed', async (t) => {
  if (!hasPeer(t, peer, 'IPython')) return;
  const env = join(folder, 'env');
  const python = join(env, 'bin/python');
  execFileSync(peer, ['-m', 'venv', '--without-pip', env]);
  writeFileSync(join(purelib(python), 'peers.pth'), `${purelib(peer)}\n`);
  install(purelib(python), 'legacy-tool', 'legacytool');
  const config = join(folder, 'popcon.yml');
  const run = async (...args: string[]) => {
    const { status, stdout, stderr } = await popcon([...args, '--config', config]);
    assert.ok(status === 0 || status === 1, `${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  const from = ['--from', collector.url];
  const inventory = () =>
    run('inventory', '-p', python, '--environment', 'image', '--ledger', join(folder, 'popcon.db'));
  const status = async (): Promise<StatusReport['removals'][number] | undefined> =>
    JSON.parse(await run('retire', 'status', '--json', ...from)).removals[0];
  /** What a person sees of a notebook with one cell, run in a kernel of its own. */
  const cell = (source: string) => {
    const one = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source };
    const notebook = join(folder, 'one.ipynb');
    writeFileSync(notebook, JSON.stringify({ cells: [one], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const args = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--allow-errors', '--stdout', notebook];
    return execFileSync(python, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        HOME: folder,
        JUPYTER_PREFER_ENV_PATH: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        PATH: '/usr/bin:/bin',
      },
    });
  };
  const page = async () => {
    const { document } = parseHTML(await (await fetch(`${collector.url}/removals`)).text());
    return [...document.querySelectorAll('table.removals tbody td')].map((each) => each.textContent.trim());
  };

  await inventory();
  await run('retire', 'add', 'legacy-tool', '--on', '2099-01-15', '--because', 'it is old', ...from);
  const target = ['--host', '127.0.0.1', '--port', String(collector.statsdPort), '--no-doctor'];
  await run('activate', '-p', python, '--removals', ...target);
  const shown = cell('import legacytool');
  assert.match(shown, /legacy-tool.*2099-01-15/s);
  assert.match(shown, /it is old/);
  const told = await eventually(status, (found) => found?.told.processes === 1);
  assert.deepEqual([told?.state, told?.told.days, told?.missed.processes], ['announced', 1, 0]);
  const day = new Date().toISOString().slice(0, 10);
  assert.deepEqual(await page(), ['announced', day, '2099-01-15', '1', '1', '0', '', 'it is old']);

  execFileSync(python, ['-m', 'pip', 'uninstall', '-qy', 'legacy-tool']);
  await inventory();
  assert.equal((await status())?.state, 'gone');
  const error = cell('import legacytool');
  assert.match(error, /No module named .*legacytool/);
  assert.match(error, /it is old/);
  const missed = await eventually(status, (found) => found?.missed.processes === 1);
  assert.deepEqual([missed?.state, missed?.told.processes], ['missed', 1]);
  assert.equal(missed?.advice?.command, 'popcon retire drop legacy-tool');
  // The page that was made before is shown while the new one is made.
  const after = await eventually(page, ([state]) => state === 'missed');
  assert.deepEqual(after, ['missed', day, '2099-01-15', '1', '1', '1', 'no namespace 1', 'it is old']);
});

function purelib(python: string): string {
  const print = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-c', print], { encoding: 'utf8' }).trim();
}

function install(site: string, name: string, module: string): void {
  const info = `${name.replaceAll('-', '_')}-1.0.dist-info`;
  mkdirSync(join(site, info));
  const files: Readonly<Record<string, string>> = {
    [`${module}.py`]: 'x = 1\n',
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${info}/INSTALLER`]: 'pip\n',
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(site, path), text);
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,\n`);
  writeFileSync(join(site, info, 'RECORD'), record.join(''));
}
