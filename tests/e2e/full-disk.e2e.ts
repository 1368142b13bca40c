/** A disk that is really full, or fails: the collector counts on in memory, says so, and commits all of it when it can. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { CLI } from './cli.ts';
import { eventually, startCollectorProcess } from './running.ts';

const DISK_BYTES = 2_097_152;
const NAMES = 2_000;
const NAMES_PER_DATAGRAM = 20;

test('a full disk costs no count', async (t) => {
  const disk = mkdtempSync(join(tmpdir(), 'popcon-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk]);
  if (mounted.status !== 0) {
    rmSync(disk, { recursive: true });
    return t.skip('needs a user who may mount');
  }
  const collector = await startCollectorProcess(join(disk, 'popcon.db'));
  t.after(async () => {
    await collector.end('SIGKILL');
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  const counterOf = async (key: string) =>
    Number(
      (await collector.metrics())
        .split('\n')
        .find((line) => line.startsWith(`${key} `))
        ?.split(' ')[1],
    );
  const ready = async () => (await fetch(`${collector.url}/-/ready`)).status;
  const recorded = () => counterOf('popcon_samples_recorded_total');

  await sendNames(collector.statsdPort, 'before');
  await eventually(recorded, (count) => count === NAMES);
  assert.equal(await ready(), 200);

  const filler = join(disk, 'filler');
  assert.throws(() => writeFileSync(filler, Buffer.alloc(DISK_BYTES)), { code: 'ENOSPC' });
  await sendNames(collector.statsdPort, 'meanwhile');
  await eventually(ready, (status) => status === 503);
  assert.match(
    await (await fetch(`${collector.url}/-/ready`)).text(),
    /not ready: no space left for .*popcon\.db/,
  );
  assert.equal(await counterOf('popcon_ledger_writable'), 0);
  assert.ok((await counterOf('popcon_ledger_commits_total{outcome="failed"}')) > 0);
  assert.equal((await fetch(`${collector.url}/-/healthy`)).status, 200, 'it is not to be restarted');
  await eventually(
    async () => (await recorded()) + (await counterOf('popcon_samples_pending')),
    (count) => count === 2 * NAMES,
  );
  assert.match(collector.output(), /level=error msg="the ledger cannot be written, counts wait in memory"/);

  rmSync(filler);
  await eventually(ready, (status) => status === 200);
  await eventually(recorded, (count) => count === 2 * NAMES);
  assert.match(collector.output(), /msg="the ledger can be written again"/);

  // At the end: what was committed stays, and what is lost is said.
  assert.throws(() => writeFileSync(filler, Buffer.alloc(DISK_BYTES)), { code: 'ENOSPC' });
  await sendNames(collector.statsdPort, 'lost');
  await eventually(
    () => counterOf('popcon_samples_pending'),
    (count) => count === NAMES,
  );
  assert.equal(await collector.end(), 4);
  assert.match(
    collector.output(),
    new RegExp(`\\npopcon: no space left for .*popcon\\.db.*; ${NAMES} samples that waited are lost`),
  );

  // At the start: it says so and ends, for it could promise nothing.
  const begun = spawnSync(
    process.execPath,
    [CLI, 'serve', `--ledger.path=${join(disk, 'other.db')}`, '--web.listen-address=127.0.0.1:0'],
    { encoding: 'utf8' },
  );
  assert.equal(begun.status, 4);
  assert.match(begun.stderr, /^popcon: no space left for .*other\.db/);
  rmSync(filler);
  const again = await startCollectorProcess(join(disk, 'popcon.db'));
  t.after(() => again.end('SIGKILL'));
  assert.match(await again.metrics(), new RegExp(`^popcon_series ${2 * NAMES}$`, 'm'));
  assert.equal(await again.end(), 0);
});

async function sendNames(port: number, kind: string): Promise<void> {
  const socket = createSocket('udp4');
  for (let first = 0; first < NAMES; first += NAMES_PER_DATAGRAM) {
    const lines = Array.from(
      { length: NAMES_PER_DATAGRAM },
      (_, index) => `python_popcon.imported_package.${kind}-${first + index}:1|c`,
    );
    await new Promise((done) => socket.send(lines.join('\n'), port, '127.0.0.1', done));
  }
  socket.close();
}

test('a file system that turns read-only under it costs no count that was committed, and the rest is told', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-disk-'));
  const [image, disk] = [join(folder, 'image'), join(folder, 'disk')];
  mkdirSync(disk);
  writeFileSync(image, '');
  truncateSync(image, 16 * DISK_BYTES);
  const mount = () => spawnSync('mount', ['-o', 'loop,errors=remount-ro', image, disk]).status === 0;
  if (spawnSync('mkfs.ext4', ['-q', image]).status !== 0 || !mount()) {
    rmSync(folder, { recursive: true });
    return t.skip('needs mkfs.ext4 and a user who may mount');
  }
  t.after(() => {
    spawnSync('umount', [disk]);
    rmSync(folder, { recursive: true });
  });
  const path = join(disk, 'popcon.db');
  const collector = await startCollectorProcess(path);
  t.after(() => collector.end('SIGKILL'));
  const ready = async () => (await fetch(`${collector.url}/-/ready`)).status;
  const has = (line: string) => async () => (await collector.metrics()).includes(`\n${line}\n`);
  await sendNames(collector.statsdPort, 'before');
  await eventually(has(`popcon_samples_recorded_total ${NAMES}`), Boolean);

  const { stdout } = spawnSync('findmnt', ['-no', 'SOURCE', disk], { encoding: 'utf8' });
  writeFileSync(`/sys/fs/ext4/${basename(stdout.trim())}/trigger_fs_error`, 'a test');
  await sendNames(collector.statsdPort, 'meanwhile');
  await eventually(ready, (status) => status === 503);
  await eventually(has(`popcon_samples_pending ${NAMES}`), Boolean);
  assert.equal((await fetch(`${collector.url}/-/healthy`)).status, 200);
  assert.equal(await collector.end(), 4);
  assert.match(
    collector.output(),
    new RegExp(`popcon\\.db: its disk fails .*; ${NAMES} samples that waited are lost`),
  );

  assert.equal(spawnSync('umount', [disk]).status, 0);
  assert.ok(mount());
  const again = await startCollectorProcess(path);
  t.after(() => again.end('SIGKILL'));
  assert.match(await again.metrics(), new RegExp(`^popcon_series ${NAMES}$`, 'm'));
  assert.equal(await again.end(), 0);
});
