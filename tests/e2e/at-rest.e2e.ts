/**
 * A copy of the ledger with its write-ahead log tells no process from another: between two commits the log is
 * empty, and what is replayed of it is never more than the last commit.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, startCollectorProcess } from './running.ts';

const PROCESSES = [
  ['numpy', 'pandas'],
  ['numpy', 'torch', 'transformers'],
  ['covidmodel', 'hivstats', 'numpy'],
  ['astropy', 'numpy', 'scipy'],
  ['hivstats', 'numpy', 'pandas'],
];

/** sqlite.org/fileformat2.html#the_write_ahead_log. */
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

test('the log of five processes, replayed frame by frame, has at most one commit, also after a kill', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-rest-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'popcon.db');
  const collector = await startCollectorProcess(path);
  t.after(() => collector.end('SIGKILL'));
  const socket = createSocket('udp4');
  const commits: number[] = [];
  for (const [index, packages] of PROCESSES.entries()) {
    const lines = packages.map((name) => `python_popcon.imported_package.${name}:1|c`);
    socket.send(['python_popcon.processes:1|c', ...lines].join('\n'), collector.statsdPort, '127.0.0.1');
    await eventually(collector.metrics, (text) => text.includes(`python_popcon_processes ${index + 1}\n`));
    for (let look = 0; look < 20; look++) {
      commits.push(commitsIn(`${path}-wal`));
      await sleep(5);
    }
  }
  socket.close();
  assert.ok(Math.max(...commits) <= 1, `${Math.max(...commits)} commits in the log`);
  assert.equal(commits.at(-1), 0, 'nothing between two commits');
  const copy = join(folder, 'copy.db');
  copyFileSync(path, copy);
  const db = new DatabaseSync(copy);
  const row = db.prepare('SELECT total FROM series WHERE key = ?').get('python_popcon_processes');
  db.close();
  assert.equal(row?.total, PROCESSES.length, 'all of it is in the ledger itself');
  await collector.end('SIGKILL');
  assert.ok(commitsIn(`${path}-wal`) <= 1);
});

test('the ledger, its log and its index are for their owner alone, or for whom --ledger.mode says', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-mode-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [flags, mode] of [
    [[], 0o600],
    [['--ledger.mode=660'], 0o660],
  ] as const) {
    const path = join(folder, `${mode}.db`);
    const collector = await startCollectorProcess(path, ...flags);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      assert.equal(statSync(file).mode & 0o777, mode, file);
    }
    assert.equal(await collector.end(), 0);
  }
});

/** A frame that ends a commit says how many pages the database then has; of the log's present salt alone. */
function commitsIn(path: string): number {
  if (!existsSync(path)) return 0;
  const wal = readFileSync(path);
  if (wal.length < WAL_HEADER_BYTES) return 0;
  const pageBytes = wal.readUInt32BE(8);
  let commits = 0;
  for (
    let at = WAL_HEADER_BYTES;
    at + FRAME_HEADER_BYTES <= wal.length;
    at += FRAME_HEADER_BYTES + pageBytes
  ) {
    // Frames of an earlier salt are left-overs, and told as much.
    if (wal.readUInt32BE(at + 4) > 0) commits++;
  }
  return commits;
}
