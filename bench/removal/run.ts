/**
 * `npx node bench/removal/run.ts [--workers 2] [--so-far] [--include-commands]`: the answer of `popcon unused` carried out on the list of a public teaching hub. Its
 * packages are installed from PyPI (some 2.5 GB, kept in .cache), people's tasks run there and are counted by a real
 * collector, and that day is repeated weekly over 14 months of the ledger. What is *unused* then is uninstalled by the
 * command that popcon writes, and every task that ran before runs again. Exit code 1 where one does not.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs, promisify } from 'node:util';
import type { UnusedReport } from '../../src/reports/unused.ts';
import { copyVenv, counted, installVenv, runRemoval } from '../../tests/e2e/judged-venv.ts';

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const TASKS = join(import.meta.dirname, 'tasks.py');
const LIST = join(import.meta.dirname, 'requirements.txt');
const PINS = join(import.meta.dirname, 'constraints.txt');
const CACHE = join(ROOT, '.cache/removal-venv');
const WEEKS = 62;
const TASK_TIMEOUT_MS = 300_000;
/** Modules are compiled once, and no report is cut short on a busy machine. */
const TASK_ENV = { PYTHONDONTWRITEBYTECODE: '', PYTHON_POPCONTEST_BUDGET_MS: '20000' };

const { values } = parseArgs({
  options: {
    'so-far': { type: 'boolean', default: false },
    'include-commands': { type: 'boolean', default: false },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

mkdirSync(join(ROOT, '.cache'), { recursive: true });
const pip = ['--no-compile', '--only-binary=:all:', '-r', LIST, '-c', PINS];
if (!(await installVenv(CACHE, [LIST, PINS], pip, 3_600_000))) throw new Error(`pip cannot install ${LIST}`);
const folder = mkdtempSync(join(ROOT, '.cache/removal-'));
try {
  process.exitCode = (await carryOut()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function carryOut(): Promise<boolean> {
  const ledger = join(folder, 'popcon.db');
  const python = await copyVenv(CACHE, join(folder, 'venv'));
  await popcon('inventory', '--python', python, '--environment', 'hub', '--ledger', ledger);
  const tasks = (await execute(python, [TASKS])).stdout.trim().split('\n');
  let ran: readonly string[] = [];
  await counted(ledger, async (env) => {
    ran = await runEach(python, tasks, env);
    return ran.length;
  });
  say(
    `${ran.length} of ${tasks.length} tasks run; not: ${tasks.filter((task) => !ran.includes(task)).join(', ') || 'none'}`,
  );
  repeatWeekly(ledger);

  // The tasks stand for all that people do: the inventory is of an image whose kernels alone report.
  const config = join(folder, 'popcon.yml');
  writeFileSync(config, 'kernels-only: true\n');
  const question = [
    '--from',
    ledger,
    '--config',
    config,
    ...(values['include-commands'] ? ['--include-commands'] : []),
  ];
  const report: UnusedReport = JSON.parse(await popcon('unused', ...question, '--json'));
  const counts = Object.entries(report.counts).filter(([, count]) => count > 0);
  say(
    `${report.distributions.length} distributions: ${counts.map(([verdict, count]) => `${verdict} ${count}`).join(', ')}`,
  );
  for (const each of report.missing) say(`missing: ${JSON.stringify(each)}`);
  const command = await popcon(
    'unused',
    ...question,
    '--write-remove',
    'pip',
    ...(values['so-far'] ? ['--so-far'] : []),
  );
  await runRemoval(python, command);
  const left: readonly unknown[] = JSON.parse(
    (await execute(python, ['-m', 'pip', 'list', '--format=json'])).stdout,
  );
  const megabytes = Math.round((report.freed.bytes ?? 0) / 1e6);
  say(`${report.freed.distributions} unused, ${megabytes} MB, uninstalled; ${left.length} are left`);

  const { stdout: check } = await execute(python, ['-m', 'pip', 'check']);
  say(`pip check: ${check.trim()}`);
  const again = await runEach(python, ran, {});
  const broken = ran.filter((task) => !again.includes(task));
  say(`${again.length} of ${ran.length} tasks run again; not: ${broken.join(', ') || 'none'}`);
  return broken.length === 0 && report.freed.distributions > 0;
}

/** Those that end well. */
async function runEach(
  python: string,
  tasks: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const waiting = [...tasks];
  const ran = new Set<string>();
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      try {
        await execute(python, [TASKS, task], {
          env: { ...process.env, ...TASK_ENV, ...env },
          timeout: TASK_TIMEOUT_MS,
        });
        ran.add(task);
      } catch (error) {
        say(
          `  ${task}: ${String(error instanceof Error ? error.message : error)
            .trim()
            .split('\n')
            .at(-1)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, worker));
  return tasks.filter((task) => ran.has(task));
}

/** The day that was recorded, on the same day of each of the weeks before; the inventory is of the first. */
function repeatWeekly(ledger: string): void {
  const db = new DatabaseSync(ledger);
  const before = 7 * (WEEKS - 1);
  db.exec(`
    INSERT INTO days
      WITH RECURSIVE weeks (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM weeks WHERE n < ${WEEKS - 1})
      SELECT series_id, day - 7 * n, total * (${WEEKS} - n) FROM days, weeks;
    UPDATE days SET total = total * ${WEEKS} WHERE day = (SELECT max(day) FROM days);
    UPDATE series SET total = total * ${WEEKS}, first_day = first_day - ${before};
    UPDATE inventories SET day = day - ${before}, document =
      json_set(document, '$.day', date(json_extract(document, '$.day'), '-${before} days')) WHERE document <> '';
    UPDATE installed SET first_day = first_day - ${before}, last_day = last_day - ${before};
  `);
  db.close();
}

async function popcon(...args: readonly string[]): Promise<string> {
  const cli = join(ROOT, 'src/cli.ts');
  return (await execute(process.execPath, [cli, ...args], { maxBuffer: 1 << 26 })).stdout;
}
