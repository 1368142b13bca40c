/**
 * A collector runs for months, and its memory is to stay small: V8 would rather keep a flood of garbage than collect
 * it, malloc what was freed rather than give it back, and both take their bounds only at the start. So the process
 * starts itself anew, under the same number and with the same files, before anything else is loaded.
 */

/**
 * A young generation that does not grow, an old one that is collected sooner, one thread to help with it, not four, and
 * a collection when it is called for (tidy-memory.ts).
 */
const FLAGS = ['--max-semi-space-size=2', '--optimize-for-size', '--v8-pool-size=1', '--expose-gc'];
/** Of glibc, see mallopt(3): few arenas, large blocks of their own, and what is free at the end is given back. */
const ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TOP_PAD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** fcntl(2). */
const F_SETFD = 2;

/** Returns where the flags hold already, and where a program cannot start itself anew. */
export async function keepHeapSmall(): Promise<void> {
  const { execArgv, execPath, argv, env, platform } = process;
  if (platform === 'win32' || FLAGS.every((flag) => execArgv.includes(flag))) return;
  if (env.LISTEN_FDS !== undefined && !(await keepSockets())) return;
  process.execve?.(execPath, [execPath, ...FLAGS, ...execArgv, ...argv.slice(1)], { ...ENVIRONMENT, ...env });
}

/** Node closes what was handed over to it where another program takes its place. Returns whether all of it stays. */
async function keepSockets(): Promise<boolean> {
  const { handedOver } = await import('../../collector/inherited-sockets.ts');
  const { loadLibc } = await import('../../libc.ts');
  const libc = loadLibc();
  return handedOver(process.env, process.pid).every((fd) => libc?.fcntl(fd, F_SETFD, 0) === 0);
}
