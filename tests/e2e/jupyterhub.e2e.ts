/**
 * Two real JupyterHubs on one machine with deploy/jupyterhub, whose configuration loads popcon.py: popcon runs as the
 * service of each, a user's kernel imports a package, is culled, the server stops; an admin sees the count behind the
 * Hub's login, a stranger and a passer-by do not.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { z } from 'zod';
import { findPeerPython, hasPeer } from '../peers.ts';
import { Browser } from './browser.ts';
import { popcon } from './cli.ts';
import { ADMIN_PASSWORD, type Hub, makeHubFolder, PASSWORD, startHub } from './hub.ts';
import { Notebook } from './notebook.ts';
import { eventually } from './running.ts';

const tokenSchema = z.object({ token: z.string() });

describe('JupyterHubs with popcon as their service', () => {
  const peer = findPeerPython();
  let folder: string;
  let origin: string;
  let service: string;
  let hubs: readonly Hub[] = [];
  const ending = new AsyncDisposableStack();

  const isReady = (t: TestContext): boolean => hasPeer(t, peer, 'jupyterhub');

  before(async () => {
    if (peer === undefined) return;
    const folders = await Promise.all([makeHubFolder(), makeHubFolder()]);
    for (const made of folders) ending.defer(() => rm(made, { recursive: true, force: true }));
    folder = folders[0];
    const python = await makeEnvironment(folder, peer);
    const started = await Promise.allSettled(folders.map((at) => startHub(peer, at, { python })));
    for (const hub of started) if (hub.status === 'fulfilled') ending.use(hub.value);
    hubs = started.map((hub) => {
      if (hub.status === 'rejected') throw hub.reason;
      return hub.value;
    });
    ({ origin, service } = hubs[0] as Hub);
  });

  after(() => ending.disposeAsync());

  /** In a user's server and kernel, which is culled, and the server stops. */
  async function runCell(at: string, name: string, code: string): Promise<void> {
    const user = new Browser(at);
    assert.equal((await user.logIn(name, PASSWORD)).at, '/hub/home');
    await user.callHub('POST', `/users/${name}/server`);
    const ready = async () =>
      z.object({ server: z.string().nullable() }).parse(await user.callHub('GET', `/users/${name}`)).server;
    await eventually(ready, (server) => server !== null);

    const { token } = tokenSchema.parse(await user.callHub('POST', `/users/${name}/tokens`));
    const notebook = new Notebook(`${at}/user/${name}/`, token);
    const kernel = await notebook.startKernel();
    await notebook.run(kernel, code);
    await eventually(
      () => notebook.kernels(),
      (kernels) => !kernels.includes(kernel),
    );
    await user.callHub('DELETE', `/users/${name}/server`);
    await eventually(ready, (server) => server === null);
  }

  test('a user imports a package in a kernel, which is culled; an admin sees the count of that Hub', async (t) => {
    if (!isReady(t)) return;
    const [first, second] = hubs as readonly [Hub, Hub];
    await Promise.all([
      runCell(first.origin, 'ada', 'import certipy'),
      runCell(second.origin, 'bob', 'import alembic'),
    ]);
    for (const [hub, own, other] of [
      [first, 'certipy', 'alembic'],
      [second, 'alembic', 'certipy'],
    ] as const) {
      const admin = new Browser(hub.origin);
      await admin.logIn('admin', ADMIN_PASSWORD);
      const page = await eventually(
        () => admin.get('/services/popcon/metrics'),
        ({ text }) => text.includes(`package="${own}"`),
      );
      assert.equal(page.status, 200);
      assert.ok(page.text.includes(`python_popcon_imported_package{package="${own}"} 1\n`), page.text);
      assert.match(page.text, /^python_popcon_processes 1$/m);
      assert.ok(!page.text.includes(`package="${other}"`), page.text);
      const overview = await admin.get('/services/popcon/');
      assert.equal(overview.status, 200);
      assert.match(overview.text, new RegExp(own));
    }
  });

  test('an admin who is not logged in comes back to the page that was asked for', async (t) => {
    if (!isReady(t)) return;
    const admin = new Browser(origin);
    const login = await admin.get('/services/popcon/metrics?x=1');
    assert.match(login.at, /^\/hub\/login\?next=/);
    const next = new URLSearchParams(login.at.replace(/^[^?]*/, '')).get('next') ?? '';
    const page = await admin.logIn('admin', ADMIN_PASSWORD, next);
    assert.equal(page.at, '/services/popcon/metrics?x=1');
  });

  test('a user without the scope is refused', async (t) => {
    if (!isReady(t)) return;
    const eve = new Browser(origin);
    await eve.logIn('eve', PASSWORD);
    const page = await eve.get('/services/popcon/');
    assert.equal(page.status, 403);
    assert.doesNotMatch(page.text, /certipy/);
    const { token } = tokenSchema.parse(await eve.callHub('POST', '/users/eve/tokens'));
    const headers = { Authorization: `token ${token}` };
    assert.equal((await fetch(`${origin}/services/popcon/metrics`, { headers })).status, 403);
  });

  test('a passer-by is sent to the login, also at the port that the Hub does not guard', async (t) => {
    if (!isReady(t)) return;
    assert.match((await new Browser(origin).get('/services/popcon/')).at, /^\/hub\/login/);
    assert.equal((await fetch(`${service}/services/popcon/metrics`)).status, 401);
    const forged = { Authorization: 'token 0123456789abcdef' };
    assert.equal((await fetch(`${service}/services/popcon/metrics`, { headers: forged })).status, 401);
  });

  test('an admin who logs out of the Hub is out a quarter of a minute later', async (t) => {
    if (!isReady(t)) return;
    const admin = new Browser(origin);
    await admin.logIn('admin', ADMIN_PASSWORD);
    assert.equal((await admin.get('/services/popcon/metrics')).at, '/services/popcon/metrics');
    await admin.get('/hub/logout');
    const page = await eventually(
      () => admin.get('/services/popcon/metrics'),
      ({ at }) => at !== '/services/popcon/metrics',
    );
    assert.match(page.at, /^\/hub\/login/);
  });

  test('an admin’s token reads and may write; a Prometheus is one such reader', async (t) => {
    if (!isReady(t)) return;
    const admin = new Browser(origin);
    await admin.logIn('admin', ADMIN_PASSWORD);
    const { token } = tokenSchema.parse(await admin.callHub('POST', '/users/admin/tokens'));
    const headers = { Authorization: `Bearer ${token}` };
    assert.equal((await fetch(`${origin}/services/popcon/metrics`, { headers })).status, 200);
    const file = join(folder, 'token');
    await writeFile(file, token);
    const push = ['--push', `${origin}/services/popcon`, '--from-token-file', file];
    const pushed = await popcon(['inventory', '--python', join(folder, 'environment/bin/python'), ...push]);
    assert.equal(pushed.status, 0, pushed.stderr);
    assert.match((await admin.get('/services/popcon/environment')).text, /certipy/);
    const narrow = tokenSchema.parse(
      await admin.callHub('POST', '/users/admin/tokens', { scopes: ['access:services!service=popcon'] }),
    );
    const refused = await fetch(`${origin}/services/popcon/api/v1/environments/base`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${narrow.token}` },
      body: '{}',
    });
    assert.equal(refused.status, 403);
  });

  test('who may see it is nowhere written down by popcon', async (t) => {
    if (!isReady(t)) return;
    const files = execFileSync('sh', ['-c', 'cat popcon.db*'], {
      cwd: join(folder, 'ledger'),
      encoding: 'latin1',
    });
    for (const name of ['ada', 'eve', 'admin']) assert.ok(!new RegExp(`\\b${name}\\b`).test(files), name);
  });
});

/** An environment that sees the peers' packages, with the reporter switched on in IPython. */
async function makeEnvironment(folder: string, peer: string): Promise<string> {
  const python = join(folder, 'environment/bin/python');
  execFileSync(peer, ['-m', 'venv', '--without-pip', join(folder, 'environment')]);
  writeFileSync(join(sitePackages(python), 'peers.pth'), `${sitePackages(peer)}\n`);
  const { status, stderr } = await popcon(['activate', '--python', python, '--ipython', '--no-doctor']);
  assert.equal(status, 0, stderr);
  return python;
}

function sitePackages(python: string): string {
  const code = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-I', '-B', '-c', code], { encoding: 'utf8' }).trim();
}
