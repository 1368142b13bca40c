/** A real JupyterHub with deploy/jupyterhub on free ports, whose configuration loads popcon.py. */
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLI } from './cli.ts';
import { eventually, freePort, type Running, start } from './running.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ASK_MS = 250;
export const PASSWORD = 'a password for all';
export const ADMIN_PASSWORD = 'a longer password for the administrator alone';

export interface Hub extends AsyncDisposable {
  readonly hub: Running;
  /** Of its proxy. */
  readonly origin: string;
  /** Of popcon itself, past the proxy. */
  readonly service: string;
  readonly statsdPort: number;
}

/** A folder for one Hub, with a `popcon` to run in it; also another user may enter, as whom popcon runs. */
export async function makeHubFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'popcon-hub-'));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'popcon'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
  await chmod(join(folder, 'popcon'), 0o755);
  return folder;
}

/**
 * Starts a Hub in its folder. It is up when it lets people log in, and `withService` when popcon answers through its
 * proxy, which has an error page of its own until then. `python` is what its single-user servers run.
 */
export async function startHub(
  peer: string,
  folder: string,
  options: { readonly python?: string; readonly statsdPort?: number; readonly withService?: boolean } = {},
): Promise<Hub> {
  const [port, hubPort, proxyPort, servicePort, freeStatsdPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const { python = peer, statsdPort = freeStatsdPort, withService = true } = options;
  const origin = `http://127.0.0.1:${port}`;
  const given = {
    config: join(ROOT, 'deploy/jupyterhub/jupyterhub_config.py'),
    proxy: [process.execPath, join(ROOT, 'node_modules/configurable-http-proxy/bin/configurable-http-proxy')],
    ...{ port, hubPort, proxyPort, servicePort, python },
  };
  const config = join(ROOT, 'tests/fixtures/jupyterhub/jupyterhub_config.py');
  await using parts = new AsyncDisposableStack();
  parts.defer(() => endProxy(folder));
  const hub = await start(
    peer,
    ['-m', 'jupyterhub', '--config', config],
    async () => {
      // Its proxy is up before it, and has the Hub make a page for each request that it cannot pass on.
      await sleep(ASK_MS);
      return (await fetch(`${origin}/hub/login`).catch(() => undefined))?.status === 200;
    },
    {
      cwd: folder,
      env: {
        TEST_HUB: JSON.stringify(given),
        TRIAL_PASSWORD: PASSWORD,
        TRIAL_ADMIN_PASSWORD: ADMIN_PASSWORD,
        POPCON_STATSD_PORT: String(statsdPort),
        POPCON_LEDGER: join(folder, 'ledger/popcon.db'),
        PATH: [folder, process.env.PATH].join(delimiter),
        HOME: folder,
        DO_NOT_TRACK: '',
      },
    },
  );
  parts.defer(async () => void (await hub.end()));
  if (withService) await eventually(() => loginOfService(origin), isOfPopcon);
  const running = parts.move();
  return {
    ...{ hub, origin, statsdPort, service: `http://127.0.0.1:${servicePort}` },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Where the service sends a browser that is not logged in; only popcon itself knows its name as a client of the Hub. */
async function loginOfService(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/services/popcon/`, {
    headers: { Accept: 'text/html' },
    redirect: 'manual',
  });
  await answer.arrayBuffer();
  return answer.headers.get('Location') ?? String(answer.status);
}

const isOfPopcon = (location: string) => location.includes('client_id=service-popcon');

/** The proxy outlives a Hub that is killed; the next Hub of the folder would end it. */
async function endProxy(folder: string): Promise<void> {
  const pid = await readFile(join(folder, 'jupyterhub-proxy.pid'), 'utf8').catch(() => '');
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (command.includes('configurable-http-proxy')) process.kill(Number(pid), 'SIGKILL');
}
