/**
 * `npm test [-- PATH…]`: TypeScript tests, then end-to-end tests beside the Python tests, then what was left out and one
 * line that counts them all. With paths, only the test files below them. Each test file has a home, a working and a
 * temporary folder of its own, and an environment without the caller's settings. A file that fails is run once more at
 * the end, alone, and named if it passes then: a busy machine is told from a fault.
 */
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NodeTests } from './test/node-tests.ts';
import { filesOfTree } from './test/own-folders.ts';
import { runPytest } from './test/pytest.ts';
import { Tally } from './test/tally.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PYTHON = join(ROOT, 'python');
/** CI stops a run at 90 minutes, and then nobody learns what was wrong. */
const RUN_LIMIT_MS = 75 * 60_000;
/** End-to-end tests of how long something takes, or of how much is lost under load: nothing else runs beside them. */
const TIMED = /\/(?:bounded|ending|flood|hostile-inventory|one-ledger|scale|slow-clients)\.e2e\.ts$/;

const paths = process.argv.slice(2).map((path) => resolve(path));
const tally = new Tally();
const nodeTests = new NodeTests();
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
await nodeTests.run(selected('tests/**/*.test.ts'), 2);
const pythonPaths = paths.filter((path) => path.startsWith(PYTHON));
const hasPython = paths.length === 0 || pythonPaths.length > 0;
const endToEnd = selected('tests/e2e/*.e2e.ts');
// The others wait more than they work: for programs to start, for time to pass.
await Promise.all([
  nodeTests.run(
    endToEnd.filter((file) => !TIMED.test(file)),
    1,
  ),
  hasPython && runPytest(PYTHON, pythonPaths, tally),
]);
await nodeTests.run(
  endToEnd.filter((file) => TIMED.test(file)),
  1,
);
await nodeTests.runAgain();
const after = isAlone ? filesOfTree(ROOT) : [];
for (const file of after.filter((path) => !before.includes(path))) {
  tally.fail(`a test wrote ${file}, outside of its temporary folder`);
}
end();

function end(): void {
  nodeTests.addTo(tally);
  process.stdout.write(tally.format());
  process.exitCode = tally.isGood ? 0 : 1;
}
