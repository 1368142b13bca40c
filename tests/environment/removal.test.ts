import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { parseEnvironmentFile } from '../../src/environment/environment-file.ts';
import { type Removable, type RemovalFileKind, removalCommand } from '../../src/environment/removal.ts';
import { removalDiff } from '../../src/environment/removal-diff.ts';
import { parseRequirementsFile } from '../../src/environment/requirements-file.ts';
import { Failure } from '../../src/failure.ts';

const named = (...names: readonly string[]): Removable[] => names.map((name) => ({ name }));

describe('the command', () => {
  const mixed: Removable[] = [
    { name: 'a', installer: 'pip' },
    { name: 'torch', installer: 'conda', installedAs: 'pytorch' },
    { name: 'functorch', installer: 'conda', installedAs: 'pytorch' },
    { name: 'six', installer: 'debian', installedAs: 'python3-six' },
    { name: 'b' },
  ];
  test('pip removes its own, and says whose the others are', () => {
    assert.deepEqual(removalCommand('pip', mixed), {
      text: 'python -m pip uninstall a b\n',
      leftOut: [
        { name: 'torch', reason: 'conda installed it, as pytorch' },
        { name: 'functorch', reason: 'conda installed it, as pytorch' },
        { name: 'six', reason: 'Debian installed it, as python3-six: apt remove' },
      ],
    });
  });
  test('conda removes packages by its own names, and pip the rest', () => {
    const { text, leftOut } = removalCommand('conda', mixed);
    assert.equal(text, 'python -m pip uninstall a b\nconda remove pytorch\n');
    assert.deepEqual(
      leftOut.map(({ name }) => name),
      ['six'],
    );
  });
  test('nothing to remove is no command', () => {
    assert.deepEqual(removalCommand('conda', []), { text: '', leftOut: [] });
  });
  test('many names go on in lines of 80 columns that a shell reads as one', () => {
    const names = Array.from({ length: 40 }, (_, i) => `distribution-${i}`);
    const { text } = removalCommand('pip', named(...names));
    assert.ok(text.split('\n').every((line) => line.length <= 80));
    const words = execFileSync('sh', ['-c', `set -- ${text.trim()}; printf '%s\\n' "$@"`], {
      encoding: 'utf8',
    });
    assert.deepEqual(words.trim().split('\n'), ['python', '-m', 'pip', 'uninstall', ...names]);
  });
});

interface DiffCase {
  readonly name: string;
  readonly kind?: RemovalFileKind;
  readonly files: Readonly<Record<string, string>>;
  readonly remove: readonly Removable[];
  /** What the files are once the diff is applied; those not named stay. */
  readonly expected: Readonly<Record<string, string>>;
  readonly leftOut?: readonly string[];
}

const main = (text: string) => ({ 'requirements.txt': text });
const conda = (text: string) => ({ 'environment.yml': text });

const cases: readonly DiffCase[] = [
  {
    name: 'comments and order stay',
    files: main('# base\nnumpy\n\n# plots\nMatplotlib>=3  # pretty\nseaborn\n'),
    remove: named('matplotlib'),
    expected: main('# base\nnumpy\n\n# plots\nseaborn\n'),
  },
  {
    name: 'extras, markers and URLs name what they install',
    files: main(
      'dask[complete]\na; os_name == "nt"\nb @ https://example.org/b.zip\ngit+https://example.org/c#egg=c\nd\n',
    ),
    remove: named('dask', 'a', 'b', 'c'),
    expected: main('d\n'),
  },
  {
    name: 'every line of a name goes',
    files: main('a<2; python_version < "3"\nb\nA>=2; python_version >= "3"\n'),
    remove: named('a'),
    expected: main('b\n'),
  },
  {
    name: 'hashes on continued lines go with their requirement',
    files: main('a==1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nb==1 \\\n    --hash=sha256:cc\n'),
    remove: named('a'),
    expected: main('b==1 \\\n    --hash=sha256:cc\n'),
  },
  {
    name: 'the annotation that pip-compile wrote goes with its requirement',
    files: main(
      'a==1\n    # via\n    #   b\n    #   c\nb==1\n    # via -r requirements.in\nc==1\n# own words\n',
    ),
    remove: named('a', 'c'),
    expected: main('b==1\n    # via -r requirements.in\n# own words\n'),
  },
  {
    name: 'a comment ends a continued line, as in pip',
    files: main('a \\\n# why \\\nb\n'),
    remove: named('a'),
    expected: main('b\n'),
  },
  {
    name: 'options, constraints and what has no name stay',
    files: main('--index-url https://example.org/a\n-c a.txt\n-e .\n./a\na\n'),
    remove: named('a'),
    expected: main('--index-url https://example.org/a\n-c a.txt\n-e .\n./a\n'),
  },
  {
    name: 'included files are followed, once each',
    files: {
      'requirements.txt': '-r more/dev.txt\na\n',
      'more/dev.txt': '-r ../requirements.txt\n--requirement=last.txt\nA[x]\nb\n',
      'more/last.txt': 'a\nc\n',
    },
    remove: named('a'),
    expected: {
      'requirements.txt': '-r more/dev.txt\n',
      'more/dev.txt': '-r ../requirements.txt\n--requirement=last.txt\nb\n',
      'more/last.txt': 'c\n',
    },
  },
  {
    name: 'a name that is not there is left out',
    files: main('a\n'),
    remove: named('b', 'a'),
    expected: main(''),
    leftOut: ['b'],
  },
  {
    name: 'a file without a last line ending',
    files: main('a\nb\nc'),
    remove: named('c'),
    expected: main('a\nb\n'),
  },
  {
    name: 'Windows line endings and a byte order mark stay as they are',
    files: main('\uFEFFa\r\nb\r\nc\r\n'),
    remove: named('b'),
    expected: main('\uFEFFa\r\nc\r\n'),
  },
  {
    name: 'environment.yml: conda specs and the pip section, with comments',
    kind: 'environment.yml',
    files: conda(
      'name: hub\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  # plots\n  - conda-forge::bokeh>=3  # big\n  - "numpy=1.26=*_0"\n  - scipy[version=">=1"]\n  - pip\n  - pip:\n      # from PyPI\n      - nbgitpuller==1.2\n      - dask[complete]\n',
    ),
    remove: named('bokeh', 'numpy', 'scipy', 'dask'),
    expected: conda(
      'name: hub\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  # plots\n  - pip\n  - pip:\n      # from PyPI\n      - nbgitpuller==1.2\n',
    ),
  },
  {
    name: 'environment.yml: conda knows it under another name, and a metapackage brings it too',
    kind: 'environment.yml',
    files: conda('dependencies:\n- matplotlib\n- matplotlib-base=3\n- pytorch\n- torch-geometric\n'),
    remove: [
      { name: 'matplotlib', installer: 'conda', installedAs: 'matplotlib-base' },
      { name: 'torch', installer: 'conda', installedAs: 'pytorch' },
    ],
    expected: conda('dependencies:\n- torch-geometric\n'),
  },
  {
    name: 'environment.yml: a pip section that empties goes with its head',
    kind: 'environment.yml',
    files: conda('dependencies:\n  - python\n  - pip:\n    - a\n    - b\nprefix: /x\n'),
    remove: named('a', 'b'),
    expected: conda('dependencies:\n  - python\nprefix: /x\n'),
  },
  {
    name: 'environment.yml: lists in one line',
    kind: 'environment.yml',
    files: conda('dependencies: [python, a, b, {pip: [c, d]}]\n'),
    remove: named('a', 'd'),
    expected: conda('dependencies: [python, b, {pip: [c]}]\n'),
  },
  {
    name: 'environment.yml: a requirements file of the pip section is followed',
    kind: 'environment.yml',
    files: { 'environment.yml': 'dependencies:\n  - pip:\n    - -r pip.txt\n    - a\n', 'pip.txt': 'b\nc\n' },
    remove: named('a', 'b'),
    expected: { 'environment.yml': 'dependencies:\n  - pip:\n    - -r pip.txt\n', 'pip.txt': 'c\n' },
  },
];

function diffOf({ kind = 'requirements.txt', files, remove }: DiffCase) {
  return removalDiff(kind, kind, (path) => files[path], remove);
}

describe('the diff', () => {
  for (const one of cases) {
    test(one.name, (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'popcon-removal-'));
      t.after(() => rmSync(folder, { recursive: true }));
      for (const [path, text] of Object.entries(one.files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const removal = diffOf(one);
      execFileSync('git', ['apply', '-p0', '--unidiff-zero', '-'], { cwd: folder, input: removal.text });
      for (const [path, text] of Object.entries({ ...one.files, ...one.expected })) {
        assert.equal(readFileSync(join(folder, path), 'utf8'), text);
      }
      assert.deepEqual(
        removal.leftOut.map(({ name }) => name),
        one.leftOut ?? [],
      );
    });
  }

  test('is what a person expects to read', () => {
    const { text, leftOut } = removalDiff(
      'requirements.txt',
      'requirements.txt',
      () => '# base\nnumpy\nscipy\n',
      named('scipy', 'gone'),
    );
    assert.equal(
      text,
      '--- requirements.txt\n+++ requirements.txt\n@@ -1,3 +1,2 @@\n # base\n numpy\n-scipy\n',
    );
    assert.deepEqual(leftOut, [{ name: 'gone', reason: 'not named in requirements.txt' }]);
  });

  test('ends a name with spaces as patch reads it', () => {
    const { text } = removalDiff('requirements.txt', 'a b/r s.txt', () => 'a\nb\n', named('b'));
    assert.equal(text, '--- a b/r s.txt\t\n+++ a b/r s.txt\t\n@@ -1,2 +1,1 @@\n a\n-b\n');
  });

  test('is empty where nothing changes', () => {
    assert.equal(removalDiff('requirements.txt', 'r', () => 'a\n', named('b')).text, '');
  });

  const refusals: readonly (readonly [string, RemovalFileKind, string | undefined, RegExp])[] = [
    ['a file that is not there', 'requirements.txt', undefined, /^f: no such file/],
    ['what is not YAML', 'environment.yml', 'a: [', /^f:\d+:\d+: not YAML/],
    [
      'an environment.yml without dependencies',
      'environment.yml',
      'name: x\n',
      /^f: no list named "dependencies"/,
    ],
  ];
  for (const [name, kind, text, message] of refusals) {
    test(`refuses ${name}`, () => {
      assert.throws(
        () => removalDiff(kind, 'f', () => text, named('a')),
        (error) => error instanceof Failure && message.test(error.message),
      );
    });
  }
});

const NAMES = ['a', 'B.c', 'd_e', 'f-g', 'h2'];
const normal = (name: string) => name.replace(/[._]/g, '-').toLowerCase();
const line = fc.oneof(
  fc.constantFrom('', '# a', '   # via b', '--pre', '-c a', '-e ./x', './a', 'https://example.org/x'),
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom('', '[x]', '==1', ' >= 2', ' @ https://example.org/q;r'),
      fc.constantFrom('', ' ; os_name == "nt"'),
      fc.constantFrom('', '  # a', ' \\\n  --hash=sha256:0', ' \\\n --hash=sha256:0 \\\n   --hash=sha256:1'),
    )
    .map((parts) => parts.join('')),
);
const file = fc
  .tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\n'))
  .map(([lines, ending, last]) => (lines.join('\n') + last).replaceAll('\n', ending));

describe('on random files', () => {
  test('the diff applies, and leaves exactly the other requirements', () => {
    fc.assert(
      fc.property(file, fc.subarray(NAMES), (text, remove) => {
        const gone = new Set(remove.map(normal));
        const { text: diff } = removalDiff('requirements.txt', 'r', () => text, named(...gone));
        const after = diff === '' ? text : applyPatch(text, diff, { autoConvertLineEndings: false });
        assert.ok(after !== false);
        const essence = (of: string) => {
          const { requirements, includes, unnamed } = parseRequirementsFile(of);
          return { requirements: requirements.map(({ first, end, ...rest }) => rest), includes, unnamed };
        };
        const before = essence(text);
        assert.deepEqual(essence(after), {
          ...before,
          requirements: before.requirements.filter(({ name }) => !gone.has(name)),
        });
        const kept = after.split(/\r?\n/);
        for (const comment of text.split(/\r?\n/).filter((one) => one.startsWith('#'))) {
          assert.ok(kept.includes(comment));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('environment.yml keeps exactly the other dependencies, whichever way its lists are written', () => {
    const names = fc.uniqueArray(fc.constantFrom(...NAMES.map(normal)), { minLength: 1 });
    fc.assert(
      fc.property(
        names,
        names,
        fc.boolean(),
        fc.boolean(),
        fc.subarray(NAMES),
        (inConda, inPip, flow, pipFlow, remove) => {
          const pip =
            pipFlow || flow
              ? `[${inPip.join(', ')}]`
              : inPip.map((name) => `\n    # c\n    - ${name}`).join('');
          const text = flow
            ? `dependencies: [python, ${inConda.join(', ')}, {pip: ${pip}}]\n`
            : `dependencies:\n  - python\n${inConda.map((name) => `  - ${name}=1  # c\n`).join('')}  - pip: ${pip}\n`;
          const gone = new Set(remove.map(normal));
          const { text: diff } = removalDiff('environment.yml', 'e', () => text, named(...gone));
          const after = diff === '' ? text : applyPatch(text, diff);
          assert.ok(after !== false);
          const parsed = parseEnvironmentFile('e', after);
          const rest = (list: readonly string[]) => list.filter((name) => !gone.has(name));
          assert.deepEqual(
            parsed.conda.map(({ name }) => name),
            rest(['python', ...inConda]),
          );
          assert.deepEqual(
            parsed.pip.map(({ name }) => name),
            rest(inPip),
          );
          assert.equal(parsed.pipHeads.length, rest(inPip).length === 0 ? 0 : 1);
        },
      ),
    );
  });
});
