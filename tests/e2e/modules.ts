/** The variables that `module load` sets, by the real Lmod and the real Environment Modules of the peers. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DEBIAN = resolve(import.meta.dirname, '../../.cache/peers/debian');
const LMOD = join(DEBIAN, 'lmod/usr');
const MODULES = join(DEBIAN, 'environment-modules/usr');
const LIBRARIES = 'lib/x86_64-linux-gnu';

interface ModuleSystem {
  readonly name: string;
  /** Undefined where the peer is missing. */
  readonly command: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
}

const [lmod] = globSync(join(LMOD, 'share/lmod/*/libexec/lmod'));

export const MODULE_SYSTEMS: readonly ModuleSystem[] = [
  {
    name: 'Lmod',
    command: lmod === undefined ? undefined : [join(LMOD, 'bin/lua5.3'), lmod, 'bash'],
    env: {
      LD_LIBRARY_PATH: join(LMOD, LIBRARIES),
      LUA_PATH: ['share/lua/5.3/?.lua', 'share/lua/5.3/?/init.lua'].map((path) => join(LMOD, path)).join(';'),
      LUA_CPATH: join(LMOD, LIBRARIES, 'lua/5.3/?.so'),
      // Lmod looks for these below /usr alone.
      LUA_INIT: "for _, name in ipairs{'posix', 'lfs', 'json', 'term', 'lpeg'} do require(name) end",
      LMOD_TCLSH: join(LMOD, 'bin/tclsh8.6'),
      TCL_LIBRARY: join(LMOD, 'share/tcltk/tcl8.6'),
    },
  },
  {
    name: 'Environment Modules',
    command: existsSync(join(MODULES, 'bin/tclsh8.6'))
      ? [join(MODULES, 'bin/tclsh8.6'), join(MODULES, LIBRARIES, 'modulecmd.tcl'), 'bash']
      : undefined,
    env: {
      LD_LIBRARY_PATH: join(MODULES, LIBRARIES),
      TCL_LIBRARY: join(MODULES, 'share/tcltk/tcl8.6'),
    },
  },
];

/** The variables of a shell after `module load`, without those that the shell and the module system keep for themselves. */
export function moduleLoad(
  { command = [], env }: ModuleSystem,
  modulePath: string,
  modules: readonly string[],
): Record<string, string> {
  const base = { PATH: process.env.PATH ?? '', HOME: modulePath, MODULEPATH: modulePath };
  const [program = '', ...args] = command;
  const script = execFileSync(program, [...args, 'load', ...modules], {
    env: { ...base, ...env },
    encoding: 'utf8',
  });
  const set = execFileSync('bash', ['-c', `${script}\nenv -0`], { env: base, encoding: 'utf8' });
  return Object.fromEntries(
    set
      .split('\0')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
      .filter(([name]) => /^(PATH|PYTHON\w*|EBPYTHONPREFIXES)$/.test(name)),
  );
}
