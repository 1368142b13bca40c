/** deploy/jupyterhub/popcon.py: the service it makes of its variables, and its message where popcon cannot run. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { CLI } from '../e2e/cli.ts';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';

const CONFIG = resolve(import.meta.dirname, '../../deploy/jupyterhub/popcon.py');
/** The configuration as a Hub reads it, with nothing else of a Hub. */
const HUB = `
import logging, sys, types
try:
    import jupyterhub
except ImportError:
    pass
logging.basicConfig(format="%(message)s")
class Config:
    JupyterHub = types.SimpleNamespace(services=[], load_roles=[])
config = Config()
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), {"get_config": lambda: config})
print(len(config.JupyterHub.load_roles), *[" ".join(service["command"]) for service in config.JupyterHub.services])
print(*[service.get("timeout") for service in config.JupyterHub.services])
`;

const folder = mkdtempSync(join(tmpdir(), 'popcon-hub-'));
chmodSync(folder, 0o755);
writeFileSync(join(folder, 'popcon'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`, {
  mode: 0o755,
});
const OWN_LEDGER = { POPCON_LEDGER: join(folder, 'ledger/popcon.db') };
after(() => rmSync(folder, { recursive: true }));

function configure(
  variables: Readonly<Record<string, string>>,
  [program = '', ...before]: readonly string[] = ['python3'],
) {
  return spawnSync(program, [...before, '-c', HUB, CONFIG], {
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, ...variables },
  });
}

test('a popcon below a home that only root may enter', (t) => {
  if (process.getuid?.() !== 0) return t.skip('only a Hub that is root runs popcon as somebody else');
  const home = join(folder, 'root');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'popcon'), '#!/bin/sh\n', { mode: 0o755 });
  const PATH = `${home}:/usr/bin:/bin`;
  const refused = configure({ ...OWN_LEDGER, PATH });
  assert.match(
    refused.stderr,
    /nothing is counted: nobody cannot run .*\/root\/popcon: install popcon for the whole machine/,
  );
  assert.equal(refused.stdout.trim(), '0');
  chmodSync(home, 0o755);
  assert.match(configure({ ...OWN_LEDGER, PATH }).stdout, /^1 .*\/root\/popcon serve --web\.jupyterhub /);
});

for (const port of ['91250000', '']) {
  test(`a Hub is not kept from starting by '${port}' for a port`, () => {
    const { stdout, stderr } = configure({ ...OWN_LEDGER, POPCON_STATSD_PORT: port });
    assert.match(
      stderr,
      /nothing is counted: popcon: --statsd\.listen-udp: '127\.0\.0\.1:.*' is not an address/,
    );
    assert.equal(stdout.trim(), '0');
  });
}

test('a ledger in a folder that is there changes nothing of the folder', () => {
  const shared = join(folder, 'shared');
  mkdirSync(shared, { mode: 0o755 });
  assert.match(configure({ POPCON_LEDGER: join(shared, 'popcon.db') }).stdout, /^1 /);
  const { uid, mode } = statSync(shared);
  assert.deepEqual({ uid, mode: mode & 0o777 }, { uid: process.getuid?.(), mode: 0o755 });
});

test('a Hub waits for popcon for longer than the 30 s after which it would exit, where it can be told to', (t) => {
  const python = findPeerPython();
  if (!hasPeer(t, python, 'jupyterhub')) return;
  assert.match(configure(OWN_LEDGER, [python]).stdout, /\n120\n$/);
  assert.match(configure(OWN_LEDGER, ['python3', '-S']).stdout, /\nNone\n$/);
});

test('a second Hub that is root has a ledger of its own by its port alone', (t) => {
  const [python, bwrap] = [findPeerPython(), findPeer('bwrap')];
  if (!hasPeer(t, python, 'jupyterhub') || !hasPeer(t, bwrap, 'bubblewrap')) return;
  if (process.getuid?.() !== 0) return t.skip('needs root');
  const machine = [bwrap, '--dev-bind', '/', '/', '--tmpfs', '/var/lib', python];
  const ledgerOf = (port: string) => {
    const { stdout, stderr } = configure({ POPCON_STATSD_PORT: port }, machine);
    return /--ledger\.path=(\S+)/.exec(stdout)?.[1] ?? stderr;
  };
  assert.deepEqual(['9125', '9126'].map(ledgerOf), [
    '/var/lib/popcon/popcon.db',
    '/var/lib/popcon-9126/popcon.db',
  ]);
});
