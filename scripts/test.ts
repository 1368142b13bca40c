/**
 * `npm test [-- PATH…]`: TypeScript tests, then end-to-end tests beside the Python tests, then what was left out and one
 * line that counts them all. With paths, only the test files below them. Each test file has a home, a working and a
 * temporary folder of its own, and an environment without the caller's settings.
 */
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { filesOfTree } from './test/own-folders.ts';
import { runPytest } from './test/pytest.ts';
import { Tally } from './test/tally.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PYTHON = join(ROOT, 'python');
const SETUP = join(import.meta.dirname, 'test/setup.ts');
/** CI stops a run at 90 minutes, and then nobody learns what was wrong. */
const RUN_LIMIT_MS = 75 * 60_000;
/** End-to-end tests of how long something takes, or of how much is lost under load: nothing else runs beside them. */
const TIMED = /\/(?:bounded|ending|flood|hostile-inventory|one-ledger|scale|slow-clients)\.e2e\.ts$/;

const paths = process.argv.slice(2).map((path) => resolve(path));
const tally = new Tally();
const selected = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => join(ROOT, file))
    .filter(
      (file) => paths.length === 0 || paths.some((path) => file === path || file.startsWith(`${path}/`)),
    )
    .sort();

setTimeout(() => {
  tally.fail(`the tests took more than ${RUN_LIMIT_MS / 60_000} min: what waits is not among those above`);
  end();
  process.exit();
}, RUN_LIMIT_MS).unref();

// In CI nobody else writes there meanwhile.
const isAlone = process.env.POPCON_REQUIRE_PEERS === '1';
const before = isAlone ? filesOfTree(ROOT) : [];
await runNode(selected('tests/**/*.test.ts'), 2);
const pythonPaths = paths.filter((path) => path.startsWith(PYTHON));
const hasPython = paths.length === 0 || pythonPaths.length > 0;
const endToEnd = selected('tests/e2e/*.e2e.ts');
// The others wait more than they work: for programs to start, for time to pass.
await Promise.all([
  runNode(
    endToEnd.filter((file) => !TIMED.test(file)),
    1,
  ),
  hasPython && runPytest(PYTHON, pythonPaths, tally),
]);
await runNode(
  endToEnd.filter((file) => TIMED.test(file)),
  1,
);
const after = isAlone ? filesOfTree(ROOT) : [];
for (const file of after.filter((path) => !before.includes(path))) {
  tally.fail(`a test wrote ${file}, outside of its temporary folder`);
}
end();

function end(): void {
  process.stdout.write(tally.format());
  process.exitCode = tally.isGood ? 0 : 1;
}

/** Counts tests, not the suites and files around them. */
function runNode(files: readonly string[], concurrency: number): Promise<void> {
  if (files.length === 0) return Promise.resolve();
  return new Promise((done) => {
    const stream = run({
      files: [...files],
      concurrency,
      execArgv: ['--import', SETUP],
    });
    stream.on('test:pass', ({ details, skip, todo }) => {
      if (details.type === 'suite') return;
      if (skip === undefined && todo === undefined) tally.passed += 1;
      else tally.skip(`${skip ?? todo}`);
    });
    stream.on('test:fail', ({ details }) => {
      if (details.type !== 'suite') tally.failed += 1;
    });
    stream.compose(new spec()).on('end', done).pipe(process.stdout, { end: false });
  });
}
