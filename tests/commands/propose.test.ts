/** `popcon propose` on real git repositories: what is on the branch, and what is left as it was. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as propose from '../../src/commands/propose.ts';
import { day, everyDay, inventoryOf, library, recordTo } from '../reports/recorded.ts';
import { runCommand } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-propose-'));
const counts = join(folder, 'counts.db');
after(() => rmSync(folder, { recursive: true }));

before(() =>
  recordTo(counts, {
    days: everyDay('2025-01-01', '2026-05-29', { namespace: 'lab', processes: 40, packages: { numpy: 30 } }),
    inventories: [
      inventoryOf(
        [
          library('numpy'),
          library('tensorflow', ['keras'], { bytes: 1_000_000_000 }),
          library('keras'),
          library('leaf', [], { importNames: ['leaflet'] }),
          library('unnamed'),
        ],
        { day: '2025-01-01' },
      ),
    ],
  }),
);

const REQUIREMENTS = '# base\nnumpy\n\n# course 101; ticket 7\ntensorflow==2.1\n\nleaf  # for Ana\n';
const CONFIG = `# ours\nfrom: ${counts}\nfiles: [requirements.txt]\n`;

/** A repository with one commit. */
function repository(files: Readonly<Record<string, string>> = {}) {
  const at = mkdtempSync(join(folder, 'image-'));
  const git = (...args: string[]) => execFileSync('git', ['-C', at, ...args], { encoding: 'utf8' }).trimEnd();
  const all = { 'requirements.txt': REQUIREMENTS, 'popcon.yml': CONFIG, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(at, name), text);
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ana');
  git('config', 'user.email', 'ana@example.org');
  git('add', '.');
  git('commit', '-q', '-m', 'image');
  const run = (...args: string[]) =>
    runCommand(propose, [...args, '--since', '1y', '--config', join(at, 'popcon.yml')], {
      nowMs: (day('2026-05-29') + 0.5) * 86_400_000,
    });
  const read = (name: string, at = 'popcon/remove') => git('show', `${at}:${name}`);
  return { at, git, run, read };
}

test('one branch with a commit a group, beside what is checked out', async () => {
  const { at, git, run, read } = repository();
  const before = git('rev-parse', 'HEAD', 'main');
  const { stdout, stderr, failure } = await run('--ask', 'ana', '--on', '2026-09-01');
  assert.equal(failure, undefined);
  assert.match(stdout, /^popcon\/remove: 2 commits upon main$/m);
  assert.match(stderr, /^left out: unnamed: not named in .*requirements\.txt$/m);
  assert.equal(git('rev-parse', 'HEAD', 'main'), before);
  assert.equal(git('status', '--porcelain'), '');
  assert.equal(
    git('log', '--format=%s', 'HEAD..popcon/remove'),
    'Remove leaf\nRemove tensorflow and 1 with it',
  );
  assert.equal(read('requirements.txt'), '# base\nnumpy');
  assert.equal(read('requirements.txt', 'popcon/remove~1'), '# base\nnumpy\n\n\nleaf  # for Ana');
  assert.equal(
    read('popcon.yml', 'popcon/remove~1'),
    `${CONFIG}\nremovals:\n- packages: [tensorflow, keras]\n  since: 2026-05-29\n  on: 2026-09-01\n  because: nobody imported it since 2025-01-01\n  ask: ana\n  evidence: 0 of 20,560 processes over 514 days`,
  );
  const message = git('log', '-1', '--format=%b', 'popcon/remove~1');
  for (const part of [
    /^> tensorflow, requirements\.txt:5: course 101; ticket 7$/m,
    /which frees 1\.0 GB/,
    /^Record \(`popcon backtest`\)/m,
    /^To object: ask ana, or name it under `keep:`/m,
    /^To undo: revert this commit/m,
    /^Popcon-Removal: tensorflow keras$/m,
  ])
    assert.match(message, part);
  assert.ok(message.split('\n').every((line) => line.length <= 72 || line.startsWith('>')));
  assert.ok(!message.includes(folder), 'no path of the machine that asked');
  assert.match(
    readFileSync(join(at, '.git/popcon-proposal.md'), 'utf8'),
    /^## Remove tensorflow and 1 with it$/m,
  );
  git('checkout', '-q', 'popcon/remove');
  git('revert', '--no-edit', 'HEAD');
  assert.match(read('requirements.txt', 'HEAD'), /leaf {2}# for Ana/);
});

test('asked twice it is one branch; what has changed since is in it', async () => {
  const { at, git, run, read } = repository();
  await run();
  const first = git('rev-parse', 'popcon/remove');
  assert.match((await run()).stdout, /as it was, 2 commits/);
  assert.equal(git('rev-parse', 'popcon/remove'), first);
  writeFileSync(join(at, 'requirements.txt'), `${REQUIREMENTS}pip\n`);
  git('commit', '-qam', 'pip');
  await run();
  assert.equal(read('requirements.txt'), '# base\nnumpy\n\n\npip');
  assert.equal(git('merge-base', 'popcon/remove', 'main'), git('rev-parse', 'main'));
});

test('the group of a name; another branch and text', async () => {
  const { at, git, run } = repository();
  const text = join(at, 'text.md');
  const said = ['--because', 'old', '--instead', 'folium', '--branch', 'b', '--output', text];
  await run('Leaf', ...said);
  assert.equal(git('log', '--format=%s', 'HEAD..b'), 'Remove leaf');
  assert.match(git('show', 'b:popcon.yml'), /because: old\n {2}instead: folium\n/);
  assert.match(readFileSync(text, 'utf8'), /^1 package in 1 group can go\./);
});

test('what is announced already is taken out, without a second entry', async () => {
  const entry = 'removals: [{packages: [leaf], since: 2026-01-01, on: 2026-02-01, because: old}]\n';
  const { git, run } = repository({ 'popcon.yml': `${CONFIG}${entry}` });
  await run('leaf');
  assert.equal(git('diff', '--stat', '--name-only', 'main', 'popcon/remove'), 'requirements.txt');
});

const REFUSED: readonly (readonly [
  name: string,
  args: string,
  make: (git: (...args: string[]) => string, at: string) => void,
  message: RegExp,
])[] = [
  [
    'a dirty tree',
    '',
    (_, at) => writeFileSync(join(at, 'requirements.txt'), 'x\n'),
    /has changes that are not committed: requirements\.txt$/,
  ],
  [
    'a staged change',
    '',
    (git, at) => {
      writeFileSync(join(at, 'popcon.yml'), `${CONFIG}# x\n`);
      git('add', '.');
    },
    /not committed: popcon\.yml$/,
  ],
  [
    'a branch of somebody',
    '',
    (git) => {
      git('checkout', '-qb', 'popcon/remove');
      git('commit', '-q', '--allow-empty', '-m', 'mine');
      git('checkout', '-q', 'main');
    },
    /has commits that popcon did not make: name another with --branch$/,
  ],
  [
    'the branch is checked out',
    '',
    (git) => git('checkout', '-qb', 'popcon/remove'),
    /popcon\/remove is checked out/,
  ],
  ['what is used', 'numpy', () => {}, /^numpy does not go: imported by /],
  ['what is not there', 'tensorflo', () => {}, /did you mean tensorflow\?/],
  [
    'a file that git does not know',
    `--file ${join(folder, 'other.txt')}`,
    () => writeFileSync(join(folder, 'other.txt'), 'leaf\n'),
    /is not in the git repository/,
  ],
  [
    'nobody who commits',
    '',
    (git) => {
      git('config', '--unset', 'user.name');
      git('config', '--unset', 'user.email');
      git('config', 'user.useConfigOnly', 'true');
    },
    /^git var in \S+: [^\n]*; say who commits: git config --global user\.name NAME, and user\.email likewise$/,
  ],
  [
    'no repository',
    '',
    (_, at) => rmSync(join(at, '.git'), { recursive: true }),
    /^git rev-parse in .*: fatal: not a git repository.*; run this in a clone of the repository/,
  ],
];

for (const [name, args, make, message] of REFUSED) {
  test(`refused: ${name}`, async () => {
    const { at, git, run } = repository();
    make(git, at);
    const { failure } = await run(...args.split(' ').filter(Boolean));
    assert.match(failure?.message ?? '', message);
    if (name === 'no repository') return;
    const made = git('branch', '--format=%(refname:short) %(subject)').includes('Remove');
    assert.equal(made, false);
    assert.equal(existsSync(join(at, '.git/popcon-proposal.md')), false);
  });
}
