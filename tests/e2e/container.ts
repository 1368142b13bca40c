/**
 * An image that runs as a cluster would run it, with no engine at hand: in a sandbox (bubblewrap) that sees Debian's
 * /usr with Node 24, in the place of the base image, and what the image adds to it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { findPeer } from '../peers.ts';

const NODE = realpathSync(resolve(import.meta.dirname, '../../node_modules/node/bin/node'));

/** The folder of its root for the programs that the image adds to /usr/local/bin. */
const PROGRAMS = 'local-programs';

export interface Image {
  /** The folder that holds what the image adds to its base. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** `uid:gid`. */
  readonly user: string;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/** bwrap's arguments: what the image holds as `/`, and over it what the base image would bring. */
export function sandbox(
  { root, env, workdir }: Image,
  options: { readonly network: boolean; readonly readOnly?: boolean },
): string[] {
  const bind = options.readOnly === true ? '--ro-bind' : '--bind';
  return [
    ...[bind, root, '/', '--bind', join(root, 'tmp'), '/tmp'],
    ...['--ro-bind', '/usr', '/usr', '--ro-bind', '/etc', '/etc', '--proc', '/proc', '--dev', '/dev'],
    ...[bind, join(root, PROGRAMS), '/usr/local/bin', '--ro-bind', NODE, '/usr/local/bin/node'],
    ...(options.readOnly === true ? ['--bind', join(root, workdir), workdir] : []),
    // npm's settings, without which a machine behind a proxy of packages finds none.
    ...(options.network
      ? ['--ro-bind-try', process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'), '/root/.npmrc']
      : ['--unshare-net']),
    ...['--clearenv', '--setenv', 'PATH', '/usr/local/bin:/usr/bin:/bin', '--setenv', 'HOME', '/root'],
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', workdir, '--unshare-pid', '--die-with-parent', '--cap-add', 'ALL'],
  ];
}

/** An empty image: a root with the folders and links that every Debian has. */
export function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'popcon-image-'));
  for (const folder of ['tmp', 'root', 'usr', 'etc', 'proc', 'dev', PROGRAMS]) mkdirSync(join(root, folder));
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
  chmodSync(root, 0o755);
  chmodSync(join(root, 'tmp'), 0o1777);
  return root;
}

export interface Container {
  readonly process: ChildProcess;
  /** Runs a program in the image, on this container's network; returns its exit code and output. */
  exec(command: readonly string[]): { readonly status: number; readonly output: string };
  stop(): Promise<number | null>;
}

/** Runs the image as a cluster would: its user, a read-only root, a network of its own. */
export async function runImage(image: Image, args: readonly string[] = image.command): Promise<Container> {
  const [uid = '0', gid = '0'] = image.user.split(':');
  const asUser = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all',
    '--bounding-set=-all',
  ];
  const options = sandbox(image, { network: false, readOnly: true });
  const child = spawn(
    bubblewrap(),
    [...options, '--json-status-fd', '3', ...asUser, ...image.entrypoint, ...args],
    { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] },
  );
  const status = child.stdio[3];
  if (!(status instanceof Readable)) throw new Error('bwrap has no status pipe');
  const [line] = await once(createInterface(status), 'line');
  const { 'child-pid': pid } = z.object({ 'child-pid': z.number() }).parse(JSON.parse(String(line)));
  return {
    process: child,
    exec(command) {
      const inside = [
        bubblewrap(),
        ...options.filter((option) => option !== '--unshare-net'),
        ...asUser,
        ...command,
      ];
      try {
        const output = execFileSync('nsenter', ['--target', String(pid), '--net', ...inside], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        return { status: 0, output };
      } catch (error) {
        const { status, stdout, stderr } = z
          .object({ status: z.number(), stdout: z.string(), stderr: z.string() })
          .parse(error);
        return { status, output: stdout + stderr };
      }
    },
    async stop() {
      const ended = once(child, 'exit');
      process.kill(innermost(pid), 'SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}

/** bwrap is process 1 in there and passes no signal on; the program is its child. */
function innermost(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? pid : innermost(Number(children.split(' ')[0]));
}

/** The program that shuts what is run into the image. */
export function bubblewrap(): string {
  const found = findPeer('bwrap');
  if (found === undefined) throw new Error('bwrap is missing: npm run peers');
  return found;
}
