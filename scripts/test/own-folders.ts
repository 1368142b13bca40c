/**
 * A home, a working and a temporary folder for one test process, and an environment in which nothing of the caller's
 * settings is left: what a test reads or writes there is its own.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const CACHE = resolve(import.meta.dirname, '../../.cache');

/** Short, since the path of a Unix socket in it has at most 107 bytes. */
const ROOT = '/tmp';

/** Variables of the caller that reach the tests: what must be there, and how long a test goes on. */
export const KEPT: ReadonlySet<string> = new Set(
  [
    'REQUIRE_PEERS',
    'REQUIRE_KUBERNETES',
    'CHROMIUM',
    'DIFFERENCES',
    'HOSTILE_SECONDS',
    'FUZZ_DATAGRAMS',
    'KILLS',
    'SIMULATIONS',
  ].map((name) => `POPCON_${name}`),
);
/** Settings of what is tested, and of the programs that it is tested with. */
const DROPPED =
  /^(?:POPCON_|PYTHON|JUPYTER|IPYTHON|XDG_|VIRTUAL_ENV|CONDA_|LC_|NO_COLOR|FORCE_COLOR|COLUMNS|NOTIFY_SOCKET|LISTEN_)/;

export interface OwnFolders {
  readonly temporary: string;
  readonly work: string;
  /** The caller's environment without its settings, with these folders instead of its own. */
  readonly env: NodeJS.ProcessEnv;
  /** Paths left in the home or in the working folder, but for what real programs keep in hidden folders of a home. */
  leftovers(): string[];
  remove(): void;
}

export function makeOwnFolders(from: NodeJS.ProcessEnv): OwnFolders {
  const root = mkdtempSync(join(ROOT, 'pc-'));
  const [home, work, temporary] = [join(root, 'home'), join(root, 'work'), join(root, 't')];
  for (const folder of [home, work, temporary]) mkdirSync(folder);
  // As /tmp is: some tests start programs as another user.
  chmodSync(root, 0o755);
  chmodSync(temporary, 0o1777);
  const kept = Object.entries(from).filter(([name]) => KEPT.has(name) || !DROPPED.test(name));
  return {
    temporary,
    work,
    env: {
      ...Object.fromEntries(kept),
      ...callersTools(from),
      HOME: home,
      TMPDIR: temporary,
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    leftovers: () => [
      ...readdirSync(home)
        .filter((name) => !name.startsWith('.'))
        .map((name) => join(home, name)),
      ...readdirSync(work).map((name) => join(work, name)),
    ],
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Pythons and the addresses of registries are the machine's, though they are kept in the caller's home. */
function callersTools(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const home = from.HOME ?? homedir();
  const files = {
    PYENV_ROOT: join(home, '.pyenv'),
    // pip asks it for its version.
    RUSTUP_HOME: join(home, '.rustup'),
    npm_config_userconfig: join(home, '.npmrc'),
    PIP_CONFIG_FILE: join(home, '.config/pip/pip.conf'),
  };
  const found = Object.entries(files).filter(([name, path]) => from[name] === undefined && existsSync(path));
  return {
    PIP_CACHE_DIR: join(CACHE, 'pip'),
    npm_config_cache: join(CACHE, 'npm'),
    ...Object.fromEntries(found),
  };
}

/** Folders that tests may write to: those of builds and of caches. */
const BUILT = new Set(['.git', '.cache', 'node_modules', 'dist', 'build', '__pycache__', '.hypothesis']);

export function filesOfTree(root: string): string[] {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
    if (BUILT.has(entry.name) || entry.name.endsWith('_cache')) return [];
    const path = join(root, entry.name);
    return entry.isDirectory() ? filesOfTree(path) : [path];
  });
}
