/**
 * `npm test [-- PATH…]`: TypeScript tests, end-to-end tests and Python tests, then one line that counts them all.
 * With paths, only the test files below them. Python tests need the peers' venv; without it they are named as skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const ROOT = resolve(import.meta.dirname, '..');
const PYTEST = join(ROOT, '.cache/peers/venv/bin/pytest');
const E2E_TIMEOUT_MS = 900_000;

const paths = process.argv.slice(2).map((path) => resolve(path));
const count: Count = { passed: 0, failed: 0, skipped: 0 };
const selected = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => join(ROOT, file))
    .filter(
      (file) => paths.length === 0 || paths.some((path) => file === path || file.startsWith(`${path}/`)),
    )
    .sort();

await runNode(selected('tests/**/*.test.ts'), 2);
await runNode(selected('tests/e2e/*.e2e.ts'), 1);
const python = join(ROOT, 'python');
if (paths.length === 0 || paths.some((path) => path.startsWith(python)))
  runPytest(paths.filter((path) => path.startsWith(python)));

process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1;

/** Counts tests, not the suites and files around them. */
function runNode(files: readonly string[], concurrency: number): Promise<void> {
  if (files.length === 0) return Promise.resolve();
  return new Promise((done) => {
    const stream = run({ files: [...files], concurrency, timeout: E2E_TIMEOUT_MS });
    stream.on('test:pass', ({ details, skip, todo }) => {
      if (details.type === 'suite') return;
      count[skip !== undefined || todo !== undefined ? 'skipped' : 'passed'] += 1;
    });
    stream.on('test:fail', ({ details }) => {
      if (details.type !== 'suite') count.failed += 1;
    });
    stream.compose(new spec()).on('end', done).pipe(process.stdout, { end: false });
  });
}

function runPytest(only: readonly string[]): void {
  if (!existsSync(PYTEST)) {
    const required = process.env.POPCON_REQUIRE_PEERS === '1';
    process.stdout.write(
      `python tests ${required ? 'FAILED' : 'skipped'}: pytest is missing: npm run peers\n`,
    );
    count[required ? 'failed' : 'skipped'] += 1;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'popcon-pytest-'));
  const report = join(folder, 'report.xml');
  spawnSync(PYTEST, ['-q', '--junitxml', report, ...only], { cwd: python, stdio: 'inherit' });
  const suite = existsSync(report) ? (/<testsuite [^>]*>/.exec(readFileSync(report, 'utf8'))?.[0] ?? '') : '';
  rmSync(folder, { recursive: true });
  const attribute = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? Number.NaN);
  const failed = attribute('failures') + attribute('errors');
  if (Number.isNaN(failed)) {
    count.failed += 1;
    return;
  }
  count.failed += failed;
  count.skipped += attribute('skipped');
  count.passed += attribute('tests') - failed - attribute('skipped');
}
