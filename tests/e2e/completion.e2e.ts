/** The completion scripts in real shells, and the man page in a real groff. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { findPeer, hasPeer } from '../peers.ts';
import { popcon } from './cli.ts';

type Shell = 'bash' | 'fish' | 'zsh';

const folder = mkdtempSync(join(tmpdir(), 'popcon-completion-'));
const script = (shell: Shell) => join(folder, `_popcon.${shell}`);

before(async () => {
  for (const shell of ['bash', 'fish', 'zsh'] as const) {
    const { status, stdout, stderr } = await popcon(['completion', shell]);
    assert.equal(status, 0, stderr);
    writeFileSync(script(shell), stdout);
  }
});
after(() => rmSync(folder, { recursive: true }));

/** Where Debian's package was unpacked. */
const rootOf = (program: string) => realpathSync(program).replace(/(\/usr)?\/bin\/[^/]*$/, '');

const BASH = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _popcon; echo "\${COMPREPLY[@]}"`;

const COMPLETE: Readonly<Record<Shell, (program: string, line: string) => string>> = {
  bash: (program, line) =>
    // bash hands over an = as a word of its own.
    execFileSync(program, ['-c', BASH, script('bash'), ...line.split(/ |(?==)|(?<==)/)], {
      encoding: 'utf8',
    }),
  fish: (program, line) => {
    const root = rootOf(program);
    const libraries = globSync(`${root}/usr/lib/*-linux-gnu`).join(':');
    const functions = `${root}/usr/share/fish/functions`;
    const code = `set -a fish_function_path ${functions}; source ${script('fish')}; complete -C "${line}"`;
    return execFileSync(program, ['-N', '-c', code], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder, LD_LIBRARY_PATH: libraries },
    });
  },
  zsh: (program, line) =>
    execFileSync(
      'python3',
      [join(import.meta.dirname, 'zsh-completion.py'), program, rootOf(program), script('zsh'), line],
      { encoding: 'utf8', env: { ...process.env, HOME: folder } },
    ),
};

const CASES: readonly (readonly [line: string, offers: RegExp])[] = [
  ['popcon to', /\btop\b/],
  ['popcon help unu', /\bunused\b/],
  ['popcon top --gro', /--group-by/],
  ['popcon top --format ', /\btable\b.*\bjson\b|\bjson\b.*\btable\b/s],
  ['popcon unused --format=mark', /\bmarkdown\b/],
  ['popcon completion f', /\bfish\b/],
  ['popcon ledger dr', /\bdrop\b/],
  ['popcon ledger top --li', /--limit/],
  ['popcon serve --statsd.listen-unixg', /--statsd\.listen-unixgram/],
];

for (const shell of Object.keys(COMPLETE) as Shell[]) {
  describe(shell, () => {
    for (const [line, offers] of CASES) {
      test(line, (t: TestContext) => {
        const program = findPeer(shell);
        if (hasPeer(t, program, shell)) assert.match(COMPLETE[shell](program, line), offers);
      });
    }
  });
}

test('the man page is understood by groff, without a warning', (t) => {
  const groff = findPeer('groff');
  if (groff === undefined) {
    t.skip('groff is not here');
    return;
  }
  const page = resolve(import.meta.dirname, '../../docs/popcon.1');
  const { stdout, stderr } = spawnSync(groff, ['-man', '-Tutf8', '-ww', '-P-cbou', page], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.match(stdout, /popcon - which packages/);
  assert.match(stdout, /-l, --ledger <file>/);
});
