/**
 * `npm run mutate -- SOURCE… [TEST…] [--sample SHARE [--seed SEED]]`: changes each expression of the sources, or a share of
 * them that a seed chooses, and says which changes no test noticed. Without tests named, those run that mirror the
 * sources' folders, and those below. What is below `python/` is a run of its own. Stryker or cosmic-ray come into
 * `.cache/mutation`. Exit 1 where less than 85% were noticed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mutatePython } from './mutate/python.ts';
import { formatScore, readReport, type Tried } from './mutate/report.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TOOL = join(ROOT, '.cache/mutation');
const STRYKER = join(TOOL, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const PACKAGES = ['@stryker-mutator/core@10.0.0'];
/** So that several runs do not disturb each other. */
const RUN = join(TOOL, `run-${process.pid}`);
const REPORT = join(RUN, 'report.json');
const WANTED_SHARE = 0.85;

/** Tests that exercise a folder of sources besides those that mirror it. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'src/config': ['tests/commands/check-config.test.ts', 'tests/commands/configuration.test.ts'],
  'src/environment': ['tests/web/api/environments.test.ts'],
  'src/exposition': ['tests/collector/render-ledger.test.ts', 'tests/web/metrics.test.ts'],
  'src/ingest': ['tests/mapping'],
  'src/mapping': ['tests/commands/check-config.test.ts', 'tests/ingest/line-counter.test.ts'],
  'src/render': ['tests/web/pages/drawn.test.ts', 'tests/commands/answers.test.ts'],
  'src/reports': ['tests/commands/answers.test.ts'],
  'src/sources': ['tests/web/api'],
  'src/web/api': ['tests/sources/contract.test.ts'],
  'src/statsd': ['tests/ingest/receiver.test.ts'],
  'src/web/pages': ['tests/web/pages.test.ts'],
  'python/popularity_contest/cell_imports.py': ['python/tests/test_removals.py'],
  'python/popularity_contest/doctor.py': ['python/tests/test_doctor.py', 'python/tests/test_activation.py'],
  'python/popularity_contest/editable.py': ['python/tests/test_counting.py', 'python/tests/test_index.py'],
  'python/popularity_contest/index.py': ['python/tests/test_index.py', 'python/tests/test_counting.py'],
  'python/popularity_contest/installation.py': [
    'python/tests/test_counting.py',
    'python/tests/test_index.py',
    'python/tests/test_privacy.py',
  ],
  'python/popularity_contest/metadata.py': ['python/tests/test_counting.py', 'python/tests/test_index.py'],
  'python/popularity_contest/notice_text.py': ['python/tests/test_removals.py'],
  'python/popularity_contest/ownership.py': ['python/tests/test_counting.py', 'python/tests/test_index.py'],
  'python/popularity_contest/removals.py': ['python/tests/test_removals.py'],
  'python/popularity_contest/reporter.py': [
    'python/tests/test_counting.py',
    'python/tests/test_processes.py',
  ],
  'python/popularity_contest/resolver.py': ['python/tests/test_resolver.py'],
  'python/popularity_contest/switches.py': ['python/tests/test_switches.py'],
  'python/popularity_contest': ['python/tests'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
});
const sample = { share: Number(values.sample), seed: values.seed };
const paths = positionals.map((path) => relative(ROOT, resolve(path)));
const inPython = paths.some((path) => path.startsWith('python/'));
const sources = paths.filter((path) => path.startsWith(inPython ? 'python/popularity_contest' : 'src/'));
if (sources.length === 0 || !(sample.share > 0 && sample.share <= 1)) {
  process.stderr.write('mutate: which sources? e.g. npm run mutate -- src/mapping --sample 0.1\n');
  process.exit(2);
}
const named = paths.filter((path) => path.startsWith(inPython ? 'python/tests' : 'tests/'));
const tests = [...new Set(named.length > 0 ? named : sources.flatMap(testsOf))];

mkdirSync(RUN, { recursive: true });
const mutants = inPython ? mutatePython(ROOT, TOOL, RUN, sources, tests, sample) : mutateTypeScript();
rmSync(RUN, { recursive: true });
if (mutants === undefined) process.exitCode = 2;
else {
  process.stdout.write(formatScore(mutants));
  const noticed = mutants.filter(({ isNoticed }) => isNoticed).length;
  process.exitCode = noticed >= WANTED_SHARE * mutants.length ? 0 : 1;
}

/** Undefined where Stryker or the tests without a mutant fail. */
function mutateTypeScript(): readonly Tried[] | undefined {
  if (!existsSync(STRYKER)) run('npm', ['install', '--silent', '--no-save', '--prefix', TOOL, ...PACKAGES]);
  const config = join(RUN, 'stryker.json');
  writeFileSync(
    config,
    JSON.stringify({
      testRunner: 'node-test',
      plugins: [join(ROOT, 'scripts/mutate/node-test-runner.ts')],
      testRunnerNodeArgs: [`--test-reporter=${join(ROOT, 'scripts/mutate/events.ts')}`],
      // Each once, also where a folder and a file in it are named: a file that is loaded registers its tests once.
      nodeTest: { files: [...new Set(tests.flatMap((path) => filesBelow(path, '.test.ts')))], sample },
      mutate: sources.flatMap((path) => filesBelow(path, '.ts')),
      coverageAnalysis: 'perTest',
      concurrency: 1,
      dryRunTimeoutMinutes: 20,
      // A loop without end is ended by the number of times that it comes by; a busy machine is no finding.
      timeoutMS: 60_000,
      // Modules that are loaded anew for a mutant are never let go of.
      maxTestRunnerReuse: 300,
      reporters: ['json', 'progress-append-only'],
      jsonReporter: { fileName: REPORT },
      ignorePatterns: ['.cache', 'dist', 'docs/screenshots'],
      tempDirName: join(RUN, 'sandbox'),
      allowConsoleColors: false,
      warnings: { slow: false, unknownOptions: false },
      // The sources run as they are: there is nothing to compile, so no compiler's settings to rewrite.
      tsconfigFile: 'none',
    }),
  );
  if (run(process.execPath, [STRYKER, 'run', config]) !== 0) return undefined;
  return readReport(readFileSync(REPORT, 'utf8'), sample);
}

function testsOf(source: string): string[] {
  const folder = Object.keys(ALSO).find((name) => source.startsWith(name));
  const mirror = source.replace(/^src/, 'tests').replace(/\.ts$/, '.test.ts');
  const own = inPython
    ? undefined
    : [mirror, ...parents(mirror)].find((path) => existsSync(join(ROOT, path)));
  return [...(own === undefined ? [] : [own]), ...(folder === undefined ? [] : (ALSO[folder] ?? []))];
}

/** Its folders, from the innermost, but for `tests` itself. */
function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, n) => parts.slice(0, parts.length - n).join('/')).filter((path) => path.includes('/'));
}

function filesBelow(path: string, ending: string): string[] {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  return globSync(`${path}/**/*${ending}`, { cwd: ROOT });
}

function run(program: string, args: readonly string[]): number {
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}
