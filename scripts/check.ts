/** Every static check, each to its end, so that one run shows all there is to mend. Exit 1 if one found something. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const VENV_BIN = join(ROOT, '.cache/peers/venv/bin');

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly folder?: string;
}

const CHECKS: readonly Check[] = [
  { name: 'types', command: ['node_modules/.bin/tsc', '-p', '.'] },
  { name: 'lint and format', command: ['node_modules/.bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'python lint', command: [join(VENV_BIN, 'ruff'), 'check', '.'], folder: 'python' },
  { name: 'python format', command: [join(VENV_BIN, 'ruff'), 'format', '--check', '.'], folder: 'python' },
  {
    name: 'python types',
    command: [join(VENV_BIN, 'mypy'), '--strict', 'popularity_contest'],
    folder: 'python',
  },
];

const failed = CHECKS.filter(({ name, command: [program, ...args], folder = '.' }) => {
  if (program.startsWith(VENV_BIN) && !existsSync(program)) {
    process.stdout.write(`${name}: ${program} is missing: npm run peers\n`);
    return true;
  }
  const { status } = spawnSync(program, args, { cwd: join(ROOT, folder), stdio: 'inherit' });
  process.stdout.write(`${name}: ${status === 0 ? 'ok' : 'FAILED'}\n`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
