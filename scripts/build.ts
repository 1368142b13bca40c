/**
 * `dist/` from `src/`: tsc, then the files that are not TypeScript (SQL, assets) beside what reads them, and the
 * reporter's wheel for whoever installs it by hand.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildWheel, readReporter, wheelName } from '../src/activation/wheel.ts';
import { version } from '../src/version.ts';

const ROOT = resolve(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');

rmSync(DIST, { recursive: true, force: true });
execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(ROOT, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
cpSync(join(ROOT, 'src'), DIST, { recursive: true, filter: (path) => !path.endsWith('.ts') });
chmodSync(join(DIST, 'cli.js'), 0o755);
writeFileSync(join(DIST, wheelName(version)), buildWheel(readReporter(join(ROOT, 'python'), version)));
