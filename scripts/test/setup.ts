/**
 * Loaded before each test file by scripts/test.ts: folders of its own; what it leaves outside its temporary one, and what
 * it leaves open, fails it. The runner's own limit is one for each test: a file whose socket stays open would never end.
 */
import { after } from 'node:test';
import { isMainThread } from 'node:worker_threads';
import { makeOwnFolders } from './own-folders.ts';

const FILE_LIMIT_MS = 900_000;
const CLOSING_MS = 10_000;

function endAfter(ms: number, why: string): void {
  const end = () => {
    process.stderr.write(`${why}: ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.exit(1);
  };
  setTimeout(end, ms).unref();
}

if (isMainThread) {
  endAfter(FILE_LIMIT_MS, `this file took more than ${FILE_LIMIT_MS / 1000} s; open are`);
  after(() => endAfter(CLOSING_MS, 'after its last test this file left open'));
  const folders = makeOwnFolders(process.env);
  for (const name of Object.keys(process.env)) if (folders.env[name] === undefined) delete process.env[name];
  Object.assign(process.env, folders.env);
  process.umask(0o022);
  process.chdir(folders.work);
  process.on('exit', () => {
    const leftovers = folders.leftovers();
    if (leftovers.length > 0) {
      process.stderr.write(`outside of its temporary folder this file wrote ${leftovers.join(', ')}\n`);
      process.exitCode ||= 1;
    }
    process.chdir('/');
    folders.remove();
  });
}
