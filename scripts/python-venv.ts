/** Lists of pinned requirements come in; a venv that holds them goes out, made once for each state of the lists. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `complain` is told the output of what fails; undefined where the venv could not be had. */
export function makeVenv(
  venv: string,
  lists: readonly string[],
  complain: (message: string) => void,
): 'there already' | 'installed' | undefined {
  const stamp = join(venv, '.wanted');
  const wanted = createHash('sha256')
    .update(lists.map((file) => readFileSync(file, 'utf8')).join('\n'))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'there already';
  const run = (program: string, ...args: readonly string[]) => {
    const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) complain(`${program} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
    return status === 0;
  };
  const pip = join(venv, 'bin/pip');
  const made = existsSync(pip) || run('python3', '-m', 'venv', venv);
  if (!made || !run(pip, 'install', '-q', ...lists.flatMap((file) => ['-r', file]))) return undefined;
  writeFileSync(stamp, wanted);
  return 'installed';
}
