/** What deploy/jupyterhub/popcon.py says where popcon cannot be run by the user it is to run as. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const CONFIG = resolve(import.meta.dirname, '../../deploy/jupyterhub/popcon.py');
/** The configuration as a Hub reads it, with nothing else of a Hub. */
const HUB = `
import logging, sys, types
logging.basicConfig(format="%(message)s")
class Part(types.SimpleNamespace):
    def __getattr__(self, name):
        self.__dict__[name] = value = {} if name == "environment" else []
        return value
class Config:
    JupyterHub = Part()
    Spawner = Part()
config = Config()
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), {"get_config": lambda: config})
print([service["name"] for service in config.JupyterHub.services], len(config.JupyterHub.load_roles))
`;

test('a popcon below a home that only root may enter', (t) => {
  if (process.getuid?.() !== 0) {
    t.skip('only a Hub that is root runs popcon as somebody else');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'popcon-hub-'));
  try {
    const home = join(folder, 'root');
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(join(home, 'popcon'), '#!/bin/sh\necho 1.0.0\n', { mode: 0o755 });
    const configure = () =>
      spawnSync('python3', ['-c', HUB, CONFIG], {
        encoding: 'utf8',
        env: { PATH: `${home}:/usr/bin:/bin`, POPCON_LEDGER: join(folder, 'ledger/popcon.db') },
      });
    const refused = configure();
    assert.match(
      refused.stderr,
      /nothing is counted: nobody cannot run .*\/root\/popcon: install popcon for the whole machine/,
    );
    assert.equal(refused.stdout, '[] 0\n');
    for (const entered of [folder, home]) chmodSync(entered, 0o755);
    assert.equal(configure().stdout, "['popcon'] 1\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
