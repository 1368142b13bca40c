/**
 * The units under a real systemd that is PID 1 of namespaces of its own: the service starts in its sandbox and counts,
 * the sockets outlive it, and what docs/hpc.md says to write into `systemctl edit` does what it says.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { findPeerPython } from '../peers.ts';
import { eventually, type Running, start } from './running.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--cgroup', '--net', '--mount-proc'];
const run = promisify(execFile);

describe('systemd as PID 1', () => {
  let systemd: Running | undefined;
  /** Process 1 of those namespaces, as this machine numbers it. */
  let pid = '';

  /** Runs a program where that systemd runs. */
  const inside = async (...command: readonly string[]): Promise<string> => {
    const { stdout } = await run('nsenter', ['--all', `--target=${pid}`, ...command]);
    return stdout;
  };
  /** Its standard output, whatever its exit code. */
  const tried = (...command: readonly string[]) =>
    inside(...command).catch((error: unknown) => `${Object(error).stdout ?? ''}`);
  const isActive = () => tried('systemctl', 'is-active', 'popcon.service').then((text) => text.trim());
  /** Fails with what systemd says of the service. */
  const until = async <T>(ask: () => Promise<T>, wanted: T) => {
    await eventually(ask, (found) => found === wanted).catch(async (error: unknown) => {
      const status = await tried('systemctl', 'status', '--no-pager', 'popcon.service');
      throw new Error(`${String(error)}\n${status}\n${systemd?.output()}`);
    });
  };
  const untilCounted = (line: string) => until(() => metric(line.split(' ')[0] ?? ''), line);
  const metric = async (name: string) => {
    const page = await tried(
      process.execPath,
      '-e',
      'process.stdout.write(await (await fetch("http://127.0.0.1:9102/metrics")).text())',
    );
    return page.split('\n').find((line) => line.startsWith(`${name} `));
  };
  const send = (line: string, times = 1) =>
    inside('bash', '-c', `for _ in {1..${times}}; do printf '${line}' > /dev/udp/127.0.0.1/9125; done`);
  const edit = async (unit: string, text: string) => {
    await inside('sh', '-c', `mkdir -p '/etc/systemd/system/${unit}.d'`);
    await inside('sh', '-c', `cat > '/etc/systemd/system/${unit}.d/override.conf' <<'X'\n${text}\nX`);
    await inside('systemctl', 'daemon-reload');
    await inside('systemctl', 'restart', unit, 'popcon.service');
    await until(isActive, 'active');
  };
  const isHere = (t: TestContext): boolean => {
    if (systemd !== undefined) return true;
    t.skip('needs root, and systemd on this machine');
    return false;
  };

  before(async () => {
    const python = findPeerPython();
    if (python === undefined || process.getuid?.() !== 0 || !existsSync('/lib/systemd/systemd')) return;
    const boot = join(ROOT, 'tests/fixtures/systemd/boot.sh');
    const isUp = async () => (await tried('systemctl', 'is-active', 'multi-user.target')).trim() === 'active';
    const flags = [...NAMESPACES, 'sh', boot, ROOT, process.execPath, python];
    systemd = await start('unshare', flags, async (_, child) => {
      const children = `/proc/${child.pid}/task/${child.pid}/children`;
      pid = (await readFile(children, 'utf8').catch(() => '')).trim();
      return isUp();
    });
    // As docs/hpc.md says.
    const installed = await inside('sh', '/srv/checkout/deploy/systemd/install.sh');
    assert.match(installed, /systemctl enable --now popcon\.service/);
    await inside('systemctl', 'enable', '--now', 'popcon.service');
    await until(isActive, 'active');
  });

  // With the first process of its namespaces all others of them end.
  after(() => systemd?.end('SIGKILL'));

  test('the service starts in its sandbox and counts', async (t) => {
    if (!isHere(t)) return;
    await send('a:1|c');
    await untilCounted('a 1');
    const user = await inside('sh', '-c', 'ps -o user= -p $(systemctl show --value -p MainPID popcon)');
    assert.notEqual(user.trim(), 'root');
    assert.match(await inside('ls', '-l', '/var/lib/private/popcon'), /^-rw------- .* popcon\.db$/m);
    // Of kernel drops a service with so little of /proc must know, too.
    assert.equal(
      await metric('popcon_datagrams_dropped_total{reason="kernel"}'),
      'popcon_datagrams_dropped_total{reason="kernel"} 0',
    );
  });

  test('a popcon that the service cannot see is refused when the units are installed', async (t) => {
    if (!isHere(t)) return;
    await inside('sh', '-c', 'mkdir -p /home/ada && cp -p /usr/local/bin/popcon /home/ada/popcon');
    const refusal = 'sh /srv/checkout/deploy/systemd/install.sh /home/ada/popcon 2>&1; echo "exit $?"';
    assert.match(
      await inside('sh', '-c', refusal),
      /could not run \/home\/ada\/popcon.*for the whole machine.*\nexit 4\n/,
    );
  });

  test('what is sent while it is down waits in the sockets', async (t) => {
    if (!isHere(t)) return;
    const mainPid = async () =>
      (await inside('systemctl', 'show', '--value', '-p', 'MainPID', 'popcon.service')).trim();
    const before = await mainPid();
    await inside('kill', '-KILL', before);
    await send('b:1|c', 20);
    await untilCounted('b 20');
    assert.notEqual(await mainPid(), before);
  });

  const page = readFileSync(join(ROOT, 'docs/hpc.md'), 'utf8');
  const snippets = [...page.matchAll(/`(?:sudo )?systemctl edit (\S+)`[^`]*```ini\n([\s\S]*?)```/g)].map(
    ([, unit = '', text = '']) => ({ unit, text }),
  );

  test('docs/hpc.md has its overrides', () => {
    assert.deepEqual(
      snippets.map(({ unit }) => unit),
      ['popcon-statsd.socket', 'popcon.service'],
    );
  });

  for (const [index, { unit, text }] of snippets.entries()) {
    test(`as docs/hpc.md overrides ${unit}, it runs`, async (t) => {
      if (!isHere(t)) return;
      await edit(unit, text);
      await send('c:1|c');
      await untilCounted(`c ${index + 1}`);
    });
  }

  test('then other machines may send, those that are allowed', async (t) => {
    if (!isHere(t)) return;
    const sockets = await inside('cat', '/proc/net/udp6');
    assert.match(sockets, /:23A5 /);
    const command = await inside('systemctl', 'show', '--value', '-p', 'ExecStart', 'popcon.service');
    assert.match(command, /--statsd\.allow=/);
  });
});
