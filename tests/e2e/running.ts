/** Real programs started by a test: ready when they say so, ended with the test, their output in the failure. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLI } from './cli.ts';

export interface Running {
  readonly child: ChildProcess;
  /** All it has printed so far. */
  output(): string;
  /** Sends the signal and waits for the end, which SIGKILL brings where nothing else does; returns the exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

/** More than anything takes on a machine that is busy with others. */
const UP_MS = 240_000;
const END_MS = 60_000;
const EVENTUALLY_MS = 120_000;
/** For what an ended program printed last. A child of its own that outlives it has the same pipes, and they stay open. */
const LAST_WORDS_MS = 500;

/** Starts a program and waits until `ready` says that its output shows it to be up. */
export async function start(
  program: string,
  args: readonly string[],
  ready: (output: string, child: ChildProcess) => boolean | Promise<boolean>,
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<Running> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise((done) => child.once('exit', done));
  const closed = new Promise((done) => child.once('close', done));
  const running: Running = {
    child,
    output: () => output,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const killing = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await exited;
      clearTimeout(killing);
      await Promise.race([closed, sleep(LAST_WORDS_MS)]);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      return child.exitCode ?? child.signalCode ?? '';
    },
  };
  const deadlineMs = Date.now() + UP_MS;
  while (!(await ready(output, child))) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > deadlineMs) {
      await running.end('SIGKILL');
      throw new Error(`${program} ${args.join(' ')} did not come up:\n${output}`);
    }
    await sleep(25);
  }
  return running;
}

/**
 * How long the threads of a process, or its first one, were ready to run while others had the processors: the second
 * number of schedstat. 0 where it has ended, or the kernel does not say.
 */
export function waitedMs(pid: number | undefined, of: 'all' | 'first' = 'all'): number {
  const tasks = `/proc/${pid}/task`;
  try {
    const ids = of === 'all' ? readdirSync(tasks) : [String(pid)];
    return ids.reduce((sum, id) => {
      const [, ns] = readFileSync(`${tasks}/${id}/schedstat`, 'utf8').split(' ');
      return sum + Number(ns) / 1e6;
    }, 0);
  } catch {
    return 0;
  }
}

export interface CollectorProcess extends Running {
  readonly statsdPort: number;
  /** `http://127.0.0.1:…`, without a path. */
  readonly url: string;
  metrics(): Promise<string>;
}

/** `popcon serve` on free loopback ports. */
export function startCollectorProcess(
  ledgerPath: string,
  ...flags: readonly string[]
): Promise<CollectorProcess> {
  return startCollectorOf(CLI, ledgerPath, ...flags);
}

/** The same as it is installed, of `program`. */
export async function startCollectorOf(
  program: string,
  ledgerPath: string,
  ...flags: readonly string[]
): Promise<CollectorProcess> {
  const args = [
    program,
    'serve',
    `--ledger.path=${ledgerPath}`,
    '--statsd.listen-udp=127.0.0.1:0',
    '--statsd.listen-tcp=127.0.0.1:0',
    '--web.listen-address=127.0.0.1:0',
    '--ledger.flush-interval=50ms',
    ...flags,
  ];
  const running = await start(process.execPath, args, (output) =>
    output.includes('import popularity_contest'),
  );
  const statsdPort = Number(/:(\d+) \(UDP\)/.exec(running.output())?.[1]);
  const url = /http:\/\/[^/\s]+/.exec(running.output())?.[0] ?? '';
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  return { ...running, statsdPort, url, metrics };
}

/** A TCP port that was free a moment ago, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Asks again until the answer passes, for what becomes true a moment later. Throws with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, passes: (answer: T) => boolean): Promise<T> {
  const deadlineMs = Date.now() + EVENTUALLY_MS;
  for (;;) {
    const answer = await ask();
    if (passes(answer)) return answer;
    if (Date.now() > deadlineMs)
      throw new Error(`still not so after ${EVENTUALLY_MS / 1000} s: ${JSON.stringify(answer)}`);
    await sleep(50);
  }
}
