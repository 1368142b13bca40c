/** A real JupyterHub with deploy/jupyterhub on free ports, whose configuration loads popcon.py. */
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { CLI } from './cli.ts';
import { freePort, type Running, start } from './running.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const PASSWORD = 'a password for all';
export const ADMIN_PASSWORD = 'a longer password for the administrator alone';

export interface Hub {
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

/** Starts a Hub in its folder; it is up when it lets people log in. `python` is what its single-user servers run. */
export async function startHub(
  peer: string,
  folder: string,
  { python = peer, statsdPort }: { readonly python?: string; readonly statsdPort?: number } = {},
): Promise<Hub> {
  const [port, hubPort, proxyPort, servicePort, freeStatsdPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const origin = `http://127.0.0.1:${port}`;
  const given = {
    config: join(ROOT, 'deploy/jupyterhub/jupyterhub_config.py'),
    proxy: [process.execPath, join(ROOT, 'node_modules/configurable-http-proxy/bin/configurable-http-proxy')],
    ...{ port, hubPort, proxyPort, servicePort, python },
  };
  const config = join(ROOT, 'tests/fixtures/jupyterhub/jupyterhub_config.py');
  const hub = await start(
    peer,
    ['-m', 'jupyterhub', '--config', config],
    async () => (await fetch(`${origin}/hub/login`).catch(() => undefined))?.status === 200,
    {
      cwd: folder,
      env: {
        TEST_HUB: JSON.stringify(given),
        TRIAL_PASSWORD: PASSWORD,
        TRIAL_ADMIN_PASSWORD: ADMIN_PASSWORD,
        POPCON_STATSD_PORT: String(statsdPort ?? freeStatsdPort),
        POPCON_LEDGER: join(folder, 'ledger/popcon.db'),
        PATH: [folder, process.env.PATH].join(delimiter),
        HOME: folder,
        DO_NOT_TRACK: '',
      },
    },
  );
  const service = `http://127.0.0.1:${servicePort}`;
  return { hub, origin, service, statsdPort: statsdPort ?? freeStatsdPort };
}
