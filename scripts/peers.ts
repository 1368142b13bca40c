/**
 * Fetches the real programs that tests run against, by package name, into `.cache/peers`:
 * Python ones into a venv, Go ones with `go install`, Debian ones unpacked (Chromium installed, as root).
 * What is there already in the wanted version is left alone. One line a peer; exit 1 if one could not be had.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const PEERS = join(ROOT, '.cache/peers');
const BIN = join(PEERS, 'bin');
const VENV = join(PEERS, 'venv');
const PYTHON_LISTS = ['python/requirements-dev.txt', 'scripts/peers-python.txt'].map((file) =>
  join(ROOT, file),
);
const GO_LIST = join(ROOT, 'scripts/peers-go.txt');

/** Debian package → the programs of it that tests call. */
const DEBIAN: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['prometheus', 'promtool'],
  'victoria-metrics': ['victoria-metrics'],
  bubblewrap: ['bwrap'],
};

let missing = 0;

mkdirSync(BIN, { recursive: true });
mkdirSync(join(PEERS, 'debian'), { recursive: true });
fetchPython();
for (const module of lines(GO_LIST)) fetchGo(module);
for (const [name, programs] of Object.entries(DEBIAN)) fetchDebian(name, programs);
fetchChromium();
process.exit(missing === 0 ? 0 : 1);

function fetchPython(): void {
  const lists = PYTHON_LISTS.filter(existsSync);
  const stamp = join(VENV, '.wanted');
  const wanted = createHash('sha256')
    .update(lists.map((file) => readFileSync(file, 'utf8')).join('\n'))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    report('python', 'there already');
    return;
  }
  const made = existsSync(join(VENV, 'bin/pip')) || run('python3', ['-m', 'venv', VENV]);
  const installed =
    made && run(join(VENV, 'bin/pip'), ['install', '-q', ...lists.flatMap((file) => ['-r', file])]);
  if (installed) writeFileSync(stamp, wanted);
  report('python', installed ? 'installed' : undefined);
}

function fetchGo(module: string): void {
  const [path = '', version = ''] = module.split('@');
  const program = path.split('/').at(-1) ?? path;
  const stamp = join(BIN, `.${program}.wanted`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === module && existsSync(join(BIN, program))) {
    report(program, 'there already');
    return;
  }
  const installed = run('go', ['install', '-trimpath', `${path}@${version}`], {
    GOBIN: BIN,
    GOFLAGS: '-buildvcs=false',
  });
  if (installed) writeFileSync(stamp, module);
  report(program, installed ? `installed ${version}` : undefined);
}

function fetchDebian(name: string, programs: readonly string[]): void {
  if (programs.every((program) => existsSync(join(BIN, program)))) {
    report(name, 'there already');
    return;
  }
  const folder = mkdtempSync(join(PEERS, `${name}-`));
  const root = join(PEERS, 'debian', name);
  const got =
    run('apt-get', ['download', name], {}, folder) ||
    (updateDebianLists() && run('apt-get', ['download', name], {}, folder));
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
  const unpacked = got && file !== undefined && run('dpkg-deb', ['-x', join(folder, file), root]);
  rmSync(folder, { recursive: true });
  if (!unpacked) {
    report(name, undefined);
    return;
  }
  for (const program of programs) {
    rmSync(join(BIN, program), { force: true });
    symlinkSync(join(root, 'usr/bin', program), join(BIN, program));
  }
  report(name, 'unpacked');
}

function fetchChromium(): void {
  if (existsSync('/usr/bin/chromium')) {
    report('chromium', 'there already');
    return;
  }
  const install = () =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
  report('chromium', install() || (updateDebianLists() && install()) ? 'installed' : undefined);
}

function updateDebianLists(): boolean {
  return run('apt-get', ['update', '-qq']);
}

function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = ROOT,
): boolean {
  const { status, error, stderr } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0)
    process.stderr.write(`peers: ${program} ${args.join(' ')}: ${error?.message ?? stderr.trim()}\n`);
  return status === 0;
}

function lines(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function report(peer: string, outcome: string | undefined): void {
  if (outcome === undefined) missing += 1;
  process.stdout.write(`${peer}: ${outcome ?? 'could not be had'}\n`);
}
