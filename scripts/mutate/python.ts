/**
 * Mutants of Python files and the tests that have to notice them, by cosmic-ray: it changes a copy of `python/`, since the
 * tests start real interpreters that have the reporter installed. At each place one change of each kind is tried.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeVenv } from '../python-venv.ts';
import { makeOwnFolders } from '../test/own-folders.ts';
import type { Tried } from './report.ts';
import { isSampled, MEMORY, type Mutant, rank, type Sample } from './sample.ts';

/** The seed by which one of several changes of a kind is taken. */
const KIND = 'kind';
const TIMEOUT_S = 300;
/** Tests that run on each version of Python, or on the oldest and the newest, run on one. */
const ONE_VERSION = '3.14 or not 3.';

interface Row {
  readonly job_id: string;
  readonly module_path: string;
  readonly operator_name: string;
  readonly operator_args: string;
  readonly occurrence: number;
  readonly start_pos_row: number;
  readonly start_pos_col: number;
  readonly end_pos_row: number;
  readonly end_pos_col: number;
  readonly worker_outcome: string | null;
  readonly test_outcome: string | null;
  readonly diff: string | null;
}

/** `sources` and `tests` are paths from the root; `sandbox` is an empty folder. Undefined where cosmic-ray or the tests without a mutant fail. */
export function mutatePython(
  root: string,
  tool: string,
  sandbox: string,
  sources: readonly string[],
  tests: readonly string[],
  sample: Sample,
): readonly Tried[] | undefined {
  const venv = join(tool, 'venv');
  const complain = (message: string) => process.stderr.write(`${message}\n`);
  if (makeVenv(venv, [join(import.meta.dirname, 'requirements.txt')], complain) === undefined)
    return undefined;
  cpSync(join(root, 'python'), join(sandbox, 'python'), { recursive: true });
  symlinkSync(join(root, '.cache'), join(sandbox, '.cache'));
  const pytest = [
    join(root, '.cache/peers/venv/bin/python'),
    '-m',
    'pytest',
    '-x',
    '-q',
    '-p',
    'no:cacheprovider',
  ];
  const test = [...pytest, '-k', ONE_VERSION, '--rootdir', 'python', '-c', 'python/pyproject.toml', ...tests];
  const config = join(sandbox, 'cosmic-ray.toml');
  writeFileSync(
    config,
    `[cosmic-ray]
module-path = ${JSON.stringify(sources)}
timeout = ${TIMEOUT_S}
excluded-modules = []
test-command = ${JSON.stringify(test.map((word) => `'${word}'`).join(' '))}
[cosmic-ray.distributor]
name = "local"
`,
  );
  const session = join(sandbox, 'session.sqlite');
  const folders = makeOwnFolders(process.env);
  const env = { ...folders.env, TMPDIR: MEMORY ?? folders.env.TMPDIR };
  const run = (...args: readonly string[]) =>
    spawnSync(join(venv, 'bin/cosmic-ray'), args, { cwd: sandbox, stdio: 'inherit', env }).status === 0;
  try {
    if (!run('init', config, session) || !run('baseline', config)) return undefined;
    leaveOut(session, sandbox, sample);
    return run('exec', config, session) ? read(session) : undefined;
  } finally {
    folders.remove();
  }
}

/** Says of what is not tried that it was left out. */
function leaveOut(session: string, sandbox: string, sample: Sample): void {
  using db = new DatabaseSync(session);
  const leave = db.prepare("INSERT INTO work_results (worker_outcome, job_id) VALUES ('SKIPPED', ?)");
  const places = Map.groupBy(rowsOf(db), (row) =>
    [row.module_path, row.start_pos_row, row.start_pos_col, kindOf(row.operator_name)].join(' '),
  );
  db.exec('BEGIN');
  for (const rows of places.values()) {
    const [first, ...others] = rows.toSorted(
      (one, other) => rank(mutantOf(one), KIND) - rank(mutantOf(other), KIND),
    );
    for (const row of others) leave.run(row.job_id);
    if (first === undefined || (isSampled(mutantOf(first), sample) && !isAnnotation(first, sandbox)))
      continue;
    leave.run(first.job_id);
  }
  db.exec('COMMIT');
}

function read(session: string): readonly Tried[] {
  using db = new DatabaseSync(session);
  return rowsOf(db)
    .filter(({ worker_outcome }) => worker_outcome === 'NORMAL')
    .map((row) => ({
      file: row.module_path,
      change: `${row.start_pos_row}:${row.start_pos_col}  ${changeOf(row.diff ?? '')}`,
      isNoticed: row.test_outcome !== 'SURVIVED',
      isReached: true,
    }));
}

function rowsOf(db: DatabaseSync): Row[] {
  const sql =
    'SELECT * FROM mutation_specs LEFT JOIN work_results USING (job_id) ORDER BY module_path, start_pos_row';
  return db.prepare(sql).all() as unknown as Row[];
}

/** An annotation is never evaluated: `str | None` may be anything. */
function isAnnotation({ operator_name, module_path, start_pos_row }: Row, sandbox: string): boolean {
  if (!operator_name.includes('BinaryOperator_BitOr')) return false;
  const lines = readFileSync(join(sandbox, module_path), 'utf8').split('\n');
  return /\| None\b/.test(lines[start_pos_row - 1] ?? '');
}

/** Without what it puts in the place: `ReplaceBinaryOperator_Add_Sub` is the kind `ReplaceBinaryOperator_Add`. */
function kindOf(operator: string): string {
  return operator.replace(/^([^_]+_[^_]+)_[^_]+$/, '$1');
}

function mutantOf(row: Row): Mutant {
  return {
    fileName: row.module_path,
    mutatorName: row.operator_name,
    replacement: `${row.operator_args} ${row.occurrence}`,
    location: {
      start: { line: row.start_pos_row, column: row.start_pos_col },
      end: { line: row.end_pos_row, column: row.end_pos_col },
    },
  };
}

function changeOf(diff: string): string {
  const lines = (sign: string) =>
    diff.split('\n').filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3)));
  const text = (sign: string) =>
    lines(sign)
      .map((line) => line.slice(1).trim())
      .join(' ');
  return `${text('-')}  →  ${text('+')}`;
}
