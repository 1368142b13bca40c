/** Whatever is wrong with popcon, a real JupyterHub starts and lets people in; what ends a Hub leaves no popcon behind. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPeerPython, hasPeer } from '../peers.ts';
import { Browser } from './browser.ts';
import { ADMIN_PASSWORD, type Hub, makeHubFolder, startHub } from './hub.ts';
import { eventually, freePort } from './running.ts';

const peer = findPeerPython();
/** Debian's `nobody`, and its group. */
const NOBODY = 65_534;

async function logInAsAdmin({ origin }: Hub): Promise<Browser> {
  const admin = new Browser(origin);
  await admin.logIn('admin', ADMIN_PASSWORD);
  return admin;
}

test('a damaged ledger and a port in use are told on the page, and mended without the Hub', async (t) => {
  if (!hasPeer(t, peer, 'jupyterhub')) return;
  const folder = await makeHubFolder();
  await using ending = new AsyncDisposableStack();
  ending.defer(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'ledger'));
  // Where the Hub is root, popcon is nobody, and a folder that is there already is not given to another user.
  if (process.getuid?.() === 0) await chown(join(folder, 'ledger'), NOBODY, NOBODY);
  await writeFile(join(folder, 'ledger/popcon.db'), 'no database at all, but long enough to be read as one');
  await chmod(join(folder, 'ledger/popcon.db'), 0o644);
  const holder = createSocket('udp4').bind(0, '127.0.0.1').unref();
  await once(holder, 'listening');
  const hub = ending.use(await startHub(peer, folder, { statsdPort: holder.address().port }));

  const admin = await logInAsAdmin(hub);
  const page = await eventually(
    () => admin.get('/services/popcon/'),
    ({ text }) => text.includes('popcon.db'),
  );
  assert.match(page.text, /Not collecting/);
  assert.equal(page.status, 503);
  // Behind the login, as everything else.
  assert.equal((await fetch(`${hub.service}/services/popcon/`)).status, 401);

  await rm(join(folder, 'ledger/popcon.db'));
  await eventually(
    () => admin.get('/services/popcon/'),
    ({ text }) => text.includes(`${hub.statsdPort} is in use by another program`),
  );
  holder.close();
  const metrics = await eventually(
    () => admin.get('/services/popcon/metrics'),
    ({ status, at }) => status === 200 && at === '/services/popcon/metrics',
  );
  assert.match(metrics.text, /^popcon_series /m);
});

test('a popcon that cannot run leaves a Hub without the service', async (t) => {
  if (!hasPeer(t, peer, 'jupyterhub')) return;
  const folder = await makeHubFolder();
  await using ending = new AsyncDisposableStack();
  ending.defer(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'popcon'), '#!/bin/sh\necho "popcon: needs Node 24" >&2\nexit 2\n');
  const hub = ending.use(await startHub(peer, folder, { withService: false }));
  assert.match(hub.hub.output(), /nothing is counted: popcon: needs Node 24/);
  const admin = await logInAsAdmin(hub);
  assert.equal((await admin.get('/services/popcon/')).status, 404);
});

test('a Hub that is killed leaves no popcon behind, and the next one can be logged in to', async (t) => {
  if (!hasPeer(t, peer, 'jupyterhub')) return;
  const folder = await makeHubFolder();
  await using ending = new AsyncDisposableStack();
  ending.defer(() => rm(folder, { recursive: true }));
  const statsdPort = await freePort();
  const first = ending.use(await startHub(peer, folder, { statsdPort }));
  const ledger = join(folder, 'ledger/popcon.db');
  await eventually(async () => existsSync(ledger), Boolean);
  const before = await holding(ledger);
  assert.equal(before.length, 1);
  first.hub.child.kill('SIGKILL');
  await once(first.hub.child, 'exit');
  // The Hub's proxy outlives a kill by design; the next Hub of the folder ends it.
  await eventually(
    () => holding(ledger),
    (pids) => pids.length === 0,
  );
  const second = ending.use(await startHub(peer, folder, { statsdPort }));
  const admin = await logInAsAdmin(second);
  const page = await eventually(
    () => admin.get('/services/popcon/metrics'),
    ({ status, at }) => status === 200 && at === '/services/popcon/metrics',
  );
  assert.match(page.text, /^popcon_series /m);
});

/** Processes that have a file open. */
async function holding(path: string): Promise<readonly string[]> {
  const maps = await Promise.all(
    (await readdir('/proc'))
      .filter((entry) => /^\d+$/.test(entry))
      .map(async (pid) => {
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        return command.includes('--web.jupyterhub') && command.includes(path) ? [pid] : [];
      }),
  );
  return maps.flat();
}
