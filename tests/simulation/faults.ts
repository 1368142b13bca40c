/**
 * `node tests/simulation/faults.ts`: faults that this project has had, each put back into a copy of the sources; the
 * simulator has to find it there. Exit code 1 where it does not. Prints the table of docs/testing.md.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const HISTORIES = 300;

interface Fault {
  readonly what: string;
  readonly file: string;
  /** What stands there, once, and what stood there. */
  readonly is: string;
  readonly was: string;
}

const FAULTS: readonly Fault[] = [
  {
    what: 'the first batch after a restart, which held sockets had full already, was taken and not recorded',
    file: 'src/collector/committing.ts',
    is: 'committing.#record(first);',
    was: '',
  },
  {
    what: 'what was counted since the last commit was lost at SIGTERM',
    file: 'src/collector/committing.ts',
    is: 'this.#record(rest);',
    was: '',
  },
  {
    what: 'a counter went back after a restart: the mark of what scrapers had been shown was not committed',
    file: 'src/collector/exposition.ts',
    is: 'await recorder.write((db) => writeShownAtZero(db, due));',
    was: 'void recorder; void writeShownAtZero;',
  },
  {
    what: 'two collectors on one ledger',
    file: 'src/ledger/lock.ts',
    is: 'if (libc.flock(fd, LOCK_EX | LOCK_NB) < 0) throw inUse(path);',
    was: 'void libc.flock(fd, LOCK_EX | LOCK_NB);',
  },
  {
    what: "the first count of every series was lost to Prometheus' increase()",
    file: 'src/ledger/exposed-lines.ts',
    is: "WHEN id > ?1 THEN '0'",
    was: "WHEN id > ?1 + 1e15 THEN '0'",
  },
  {
    what: 'a batch that the full disk refused was forgotten',
    file: 'src/ledger/recorder.ts',
    is: 'this.#wait(pending);\n        this.#failedCommits',
    was: 'this.#failedCommits',
  },
  {
    what: 'a scraper that came once before a restart was taken for nobody',
    file: 'src/exposition/first-shown-at-zero.ts',
    is: 'scrapers: 1 };',
    was: 'scrapers: 0 };',
  },
];

let isFound = true;
for (const fault of FAULTS) {
  const said = simulateWith(fault);
  isFound &&= said !== undefined;
  process.stdout.write(`| ${fault.what} | ${said ?? '**not found**'} |\n`);
}
process.exitCode = isFound ? 0 : 1;

/** What the simulator says of it; undefined where it finds nothing. */
function simulateWith({ file, is, was }: Fault): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'popcon-fault-'));
  try {
    for (const part of ['src', 'tests/simulation', 'package.json']) {
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.split(is).length !== 2) throw new Error(`${file} does not hold once: ${is}`);
    writeFileSync(
      join(folder, file),
      text.replace(is, () => was),
    );
    const run = spawnSync(
      process.execPath,
      [join(folder, 'tests/simulation/run.ts'), String(HISTORIES), '1'],
      { encoding: 'utf8' },
    );
    return run.status === 0 ? undefined : (/^seed .*/m.exec(run.stdout)?.[0] ?? run.stderr.slice(0, 300));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
