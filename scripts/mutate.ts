/**
 * `npm run mutate -- SOURCE… [TEST…]`: changes each expression of the sources below `src/` and says which changes no test noticed.
 * Without tests named, those run that mirror the sources' folders. Stryker and its report come into `.cache/mutation`.
 * Exit 1 where less than 85% were noticed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const TOOL = join(ROOT, '.cache/mutation');
const STRYKER = join(TOOL, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const PACKAGES = ['@stryker-mutator/core@10.0.0', '@stryker-mutator/tap-runner@10.0.0'];
const WANTED_PERCENT = 85;

/** Folders of tests that exercise a folder of sources besides the one that mirrors it. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'src/exposition': ['tests/collector', 'tests/web/metrics.test.ts'],
  'src/ingest': ['tests/mapping'],
  'src/render': ['tests/commands/answers.test.ts'],
  'src/reports': ['tests/commands/answers.test.ts'],
  'src/web/pages': ['tests/web/pages.test.ts'],
};

const paths = process.argv.slice(2).map((path) => relative(ROOT, resolve(path)));
const sources = paths.filter((path) => path.startsWith('src/'));
if (sources.length === 0) {
  process.stderr.write('mutate: which sources? e.g. npm run mutate -- src/mapping\n');
  process.exit(2);
}
const named = paths.filter((path) => path.startsWith('tests/'));
const testFiles = (named.length > 0 ? named : sources.flatMap(testsOf)).flatMap((path) =>
  filesBelow(path, '.test.ts'),
);

mkdirSync(TOOL, { recursive: true });
if (!existsSync(STRYKER)) run('npm', ['install', '--silent', '--no-save', '--prefix', TOOL, ...PACKAGES]);
const config = join(TOOL, 'stryker.json');
writeFileSync(
  config,
  JSON.stringify({
    testRunner: 'tap',
    tap: { testFiles },
    mutate: sources.flatMap((path) => filesBelow(path, '.ts')),
    coverageAnalysis: 'perTest',
    reporters: ['clear-text', 'json'],
    jsonReporter: { fileName: join(TOOL, 'report.json') },
    clearTextReporter: { allowColor: false, logTests: false },
    thresholds: { high: WANTED_PERCENT, low: WANTED_PERCENT, break: WANTED_PERCENT },
    ignorePatterns: ['.cache', 'dist', 'docs/screenshots'],
    tempDirName: join(TOOL, 'sandbox'),
    // The sources run as they are: there is nothing to compile, so no compiler's settings to rewrite.
    tsconfigFile: 'none',
  }),
);
process.exitCode = run(process.execPath, [STRYKER, 'run', config]);

function testsOf(source: string): string[] {
  const folder = Object.keys(ALSO).find((name) => source.startsWith(name));
  const mirror = source.replace(/^src/, 'tests').replace(/\.ts$/, '.test.ts');
  const own = [mirror, ...parents(mirror)].find((path) => existsSync(join(ROOT, path)));
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
