/** Runs the Python tests in the peers' venv, or in one that is made for them, and adds them up. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeVenv } from '../python-venv.ts';
import { makeOwnFolders } from './own-folders.ts';
import type { Tally } from './tally.ts';

const CACHE = resolve(import.meta.dirname, '../../.cache');
const PEERS = join(CACHE, 'peers/venv');

interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Why, once for each test that was skipped. */
  readonly skips: readonly string[];
}

/** Their output is shown when they are done, since other tests run meanwhile. */
export async function runPytest(folder: string, only: readonly string[], tally: Tally): Promise<void> {
  const pytest = findPytest(folder);
  if (pytest === undefined) {
    if (process.env.POPCON_REQUIRE_PEERS === '1') tally.fail('pytest is missing: npm run peers');
    else tally.skip('pytest is missing: npm run peers');
    return;
  }
  const folders = makeOwnFolders(process.env);
  const ask = async (name: string, ...args: readonly string[]): Promise<Counts | undefined> => {
    const report = join(folders.temporary, `${name}.xml`);
    const cache = `cache_dir=${join(folders.temporary, 'cache')}`;
    const options = { cwd: folder, env: folders.env };
    process.stdout.write(
      await run(pytest, ['-q', '-o', cache, '--junitxml', report, ...args, ...only], options),
    );
    return existsSync(report) ? countsOf(readFileSync(report, 'utf8')) : undefined;
  };
  const first = await ask('report');
  // As test files of node:test: once more, and named if they pass then.
  const again = first !== undefined && first.failed > 0 ? await ask('again', '--last-failed') : undefined;
  if (first === undefined) tally.fail('pytest ended without a report');
  else {
    tally.passed += first.passed + (again?.passed ?? 0);
    tally.failed += again?.failed ?? first.failed;
    for (const reason of first.skips) tally.skip(reason);
    if (again !== undefined && again.passed > 0) tally.passedAgain(`${again.passed} Python tests, see above`);
  }
  const leftovers = folders.leftovers();
  if (leftovers.length > 0) tally.fail(`the Python tests wrote ${leftovers.join(', ')}`);
  folders.remove();
}

/** The peers have all that the tests can use; without them what pytest itself needs is fetched. */
function findPytest(folder: string): string | undefined {
  const ofPeers = join(PEERS, 'bin/pytest');
  if (existsSync(ofPeers) || process.env.POPCON_REQUIRE_PEERS === '1') {
    return existsSync(ofPeers) ? ofPeers : undefined;
  }
  const venv = join(CACHE, 'pytest');
  const complain = (message: string) => process.stdout.write(`${message}\n`);
  const made = makeVenv(venv, [join(folder, 'requirements-dev.txt')], complain);
  return made === undefined ? undefined : join(venv, 'bin/pytest');
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<string> {
  return new Promise((done) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => done(`${output}${error.message}\n`));
    child.on('close', () => done(output));
  });
}

/** Of pytest's report in JUnit's form; undefined where it has not run. */
function countsOf(report: string): Counts | undefined {
  const [suite] = /<testsuite [^>]*>/.exec(report) ?? [];
  if (suite === undefined) return undefined;
  const attribute = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1]);
  const failed = attribute('failures') + attribute('errors');
  const skips = [...report.matchAll(/<skipped [^>]*message="([^"]*)"/g)].map(([, reason = '']) => reason);
  return { passed: attribute('tests') - failed - attribute('skipped'), failed, skips };
}
