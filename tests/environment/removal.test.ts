import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { ListFileKind } from '../../src/environment/files/list-file.ts';
import { type Removable, removalCommand, removerFor } from '../../src/environment/removal.ts';
import { removalDiff } from '../../src/environment/removal-diff.ts';
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
        { name: 'torch', reason: 'conda installed it, as pytorch: conda remove' },
        { name: 'functorch', reason: 'conda installed it, as pytorch: conda remove' },
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
  test('uv removes what pip or uv installed', () => {
    const { text, leftOut } = removalCommand('uv', [...mixed, { name: 'c', installer: 'uv' }]);
    assert.equal(text, 'uv pip uninstall a b c\n');
    assert.equal(leftOut.length, 3);
  });
  test('what is proposed removes the most: pip, or conda where it installed anything', () => {
    assert.equal(removerFor(mixed), 'conda');
    assert.equal(
      removerFor([{ name: 'a' }, { name: 'b', installer: 'uv' }, { name: 'c', installer: 'debian' }]),
      'pip',
    );
  });
  test('an installer that is not known leaves what pip removes', () => {
    assert.equal(
      removalCommand('pip', [{ name: 'a', installer: 'poetry' }]).text,
      'python -m pip uninstall a\n',
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

const reader = (files: Readonly<Record<string, string | undefined>>) => (path: string) => {
  const text = files[path];
  return text === undefined ? undefined : Buffer.from(text);
};

interface DiffCase {
  readonly name: string;
  readonly kind?: ListFileKind;
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
    name: 'a comment of several lines goes with what it speaks of',
    files: main('numpy\n# DATA 8\n# see ticket 12\nokpy\n# plots\nseaborn\n'),
    remove: named('okpy'),
    expected: main('numpy\n# plots\nseaborn\n'),
  },
  {
    name: 'in a list on one line the comma and its blanks go, too',
    kind: 'environment.yml',
    files: conda('dependencies: [a,   b, c,\n  d]\n'),
    remove: named('a', 'c'),
    expected: conda('dependencies: [b,\n  d]\n'),
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
    name: 'environment.yml: a list in one line without blanks',
    kind: 'environment.yml',
    files: conda('dependencies: [a,b,c]\n'),
    remove: named('a'),
    expected: conda('dependencies: [b,c]\n'),
  },
  {
    name: 'environment.yml: a comma on the line below a comment',
    kind: 'environment.yml',
    files: conda('dependencies: [\n  a # gone\n  , b\n]\n'),
    remove: named('a'),
    expected: conda('dependencies: [\n  b\n]\n'),
  },
  {
    name: 'environment.yml: entries as texts over several lines',
    kind: 'environment.yml',
    files: conda('dependencies:\n- >\n  a\n- b\n- |\n  c\n- d\n'),
    remove: named('a', 'c'),
    expected: conda('dependencies:\n- b\n- d\n'),
  },
  {
    name: 'environment.yml: a list in one line that empties',
    kind: 'environment.yml',
    files: conda('name: hub\ndependencies: [a]\n'),
    remove: named('a'),
    expected: conda('name: hub\ndependencies: []\n'),
  },
  {
    name: 'environment.yml: a requirements file of the pip section is followed',
    kind: 'environment.yml',
    files: { 'environment.yml': 'dependencies:\n  - pip:\n    - -r pip.txt\n    - a\n', 'pip.txt': 'b\nc\n' },
    remove: named('a', 'b'),
    expected: { 'environment.yml': 'dependencies:\n  - pip:\n    - -r pip.txt\n', 'pip.txt': 'c\n' },
  },
  {
    name: 'a comment goes with the entries that alone it speaks of',
    files: main('# plots\nseaborn\n\n# beta must stay below 2\nbeta<2\ngamma\n# all of them\na\nb\n'),
    remove: named('seaborn', 'beta', 'a'),
    expected: main('\ngamma\n# all of them\nb\n'),
  },
  {
    name: 'a heading goes with its last entry, the head of the file stays',
    files: main('# our hub\n\na\n# ---- DATA 8 ----\n\nb\nc\n# ---- PHYS 77 ----\n\nd\n'),
    remove: named('a', 'b', 'c'),
    expected: main('# our hub\n\n\n# ---- PHYS 77 ----\n\nd\n'),
  },
  {
    name: 'a note below a drawn heading is not the heading',
    files: main('# ---- ECON ----\n# b for Prof. X until 2027\nb\nc\n\n# ---\n# b\n# ---\n# b\nb\nd\n'),
    remove: named('b'),
    expected: main('# ---- ECON ----\nc\n\n# ---\n# b\n# ---\nd\n'),
  },
  {
    name: 'an entry that is switched off is no comment of its neighbour',
    files: main('# numpy==1.2\na\nb\n'),
    remove: named('a'),
    expected: main('# numpy==1.2\nb\n'),
  },
  {
    name: 'words of a person below an annotation stay',
    files: main('a==1\n    # via b\n    # see ticket 7\nc\n'),
    remove: named('a'),
    expected: main('    # see ticket 7\nc\n'),
  },
  {
    name: 'a backslash in a comment joins nothing, one behind an inline comment does, as in pip',
    files: main('# a \\\na  # \\\nb\nc\n'),
    remove: named('a'),
    expected: main('c\n'),
  },
  {
    name: 'a folder that is installed is named by its pyproject.toml',
    files: { 'requirements.txt': '-e ../baz\na\n', '../baz/pyproject.toml': '[project]\nname = "Baz"\n' },
    remove: named('baz'),
    expected: main('a\n'),
  },
  {
    name: 'a wheel whose address has a variable names its project',
    files: main(`https://host.example/$\{TOKEN}/beta-$\{V}-py3-none-any.whl\na\n`),
    remove: named('beta'),
    expected: main('a\n'),
  },
  ...[
    'git+https://host.example/a/tool.git',
    '-e .',
    '--extra-index-url https://host.example/a',
    '-c file',
  ].map(
    (entry): DiffCase => ({
      name: `environment.yml: a pip section that keeps only ${entry} keeps its head`,
      kind: 'environment.yml',
      files: conda(`dependencies:\n  - alpha\n  - pip:\n    - beta\n    - ${entry}\n`),
      remove: named('beta'),
      expected: conda(`dependencies:\n  - alpha\n  - pip:\n    - ${entry}\n`),
    }),
  ),
  {
    name: 'environment.yml: of two pip sections the first one empties',
    kind: 'environment.yml',
    files: conda('dependencies:\n- pip:\n  - a\n- b\n- pip:\n  - c\n'),
    remove: named('a'),
    expected: conda('dependencies:\n- b\n- pip:\n  - c\n'),
  },
  {
    name: 'environment.yml: what pip installed leaves conda’s program of the same name, and says so',
    kind: 'environment.yml',
    files: conda('dependencies:\n- graphviz\n- pip:\n  - graphviz\n  - a\n'),
    remove: [{ name: 'graphviz', installer: 'pip' }],
    expected: conda('dependencies:\n- graphviz\n- pip:\n  - a\n'),
    leftOut: ['graphviz'],
  },
  {
    name: 'environment.yml: what conda calls otherwise leaves the program of the same name',
    kind: 'environment.yml',
    files: conda('dependencies:\n- graphviz\n- python-graphviz\n- dask\n'),
    remove: [
      { name: 'graphviz', installer: 'conda', installedAs: 'python-graphviz' },
      { name: 'dask', installer: 'conda', installedAs: 'dask-core' },
    ],
    expected: conda('dependencies:\n- graphviz\n'),
    leftOut: ['graphviz'],
  },
  {
    name: 'environment.yml: comments in a list over several lines',
    kind: 'environment.yml',
    files: conda('dependencies: [\n  python,  # the language\n  a,  # gone\n  b,  # stays\n  c  # gone\n]\n'),
    remove: named('a', 'c'),
    expected: conda('dependencies: [\n  python,  # the language\n  b,  # stays\n]\n'),
  },
  {
    name: 'environment.yml: an anchor that something that stays is an alias of',
    kind: 'environment.yml',
    files: conda('dependencies:\n- &z beta\n- a\nvariables: {X: *z}\n'),
    remove: named('beta', 'a'),
    expected: conda('dependencies:\n- &z beta\nvariables: {X: *z}\n'),
    leftOut: ['beta'],
  },
  {
    name: 'environment.yml: an anchor and its alias go together',
    kind: 'environment.yml',
    files: conda('dependencies:\n- &z beta\n- pip:\n  - *z\n  - a\n'),
    remove: named('beta'),
    expected: conda('dependencies:\n- pip:\n  - a\n'),
  },
  {
    name: 'environment.yml: a list that loses its last entry stays, empty',
    kind: 'environment.yml',
    files: conda('dependencies:\n  - pip:\n    - a\nname: x\n'),
    remove: named('a'),
    expected: conda('dependencies: []\nname: x\n'),
  },
];

function diffOf({ kind = 'requirements.txt', files, remove }: DiffCase) {
  return removalDiff(kind, kind, reader(files), remove);
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
      () => Buffer.from('# base\nnumpy\nscipy\n'),
      named('scipy', 'gone'),
    );
    assert.equal(
      text,
      '--- requirements.txt\n+++ requirements.txt\n@@ -1,3 +1,2 @@\n # base\n numpy\n-scipy\n',
    );
    assert.deepEqual(leftOut, [{ name: 'gone', reason: 'not named in requirements.txt' }]);
  });

  test('names files outside of the folder from one that has all', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'popcon-removal-'));
    t.after(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'hub'));
    const main = join(folder, 'hub/requirements.txt');
    writeFileSync(main, '-r ../common.txt\na\nb\n');
    writeFileSync(join(folder, 'common.txt'), 'a\nc\n');
    const removal = removalDiff('requirements.txt', main, (path) => readFileSync(path), named('a'));
    assert.equal(removal.folder, folder);
    execFileSync('patch', ['-p0', '-d', folder], { input: removal.text });
    assert.equal(readFileSync(main, 'utf8'), '-r ../common.txt\nb\n');
    assert.equal(readFileSync(join(folder, 'common.txt'), 'utf8'), 'c\n');
  });

  test('says what without a name may bring what is not named', () => {
    const text = '-e .\nb\n-r https://host.example/r.txt\n';
    const { leftOut } = removalDiff('requirements.txt', 'r', reader({ r: text }), named('a'));
    assert.deepEqual(leftOut, [
      { name: 'a', reason: 'not named in r, unless by what is without a name: r:1, r:3' },
    ]);
  });

  for (const [encoding, bytes] of [
    ['UTF-16', Buffer.from('\uFEFFa\n', 'utf16le')],
    ['Latin-1', Buffer.from('# caf\xe9\na\n', 'latin1')],
  ] as const) {
    test(`refuses ${encoding} by name`, () => {
      assert.throws(
        () => removalDiff('requirements.txt', 'r', () => bytes, named('a')),
        (error) =>
          error instanceof Failure && error.message.startsWith(`r: it is ${encoding}, for which patch`),
      );
    });
  }

  test('ends a name with spaces as patch reads it', () => {
    const { text } = removalDiff('requirements.txt', 'a b/r s.txt', () => Buffer.from('a\nb\n'), named('b'));
    assert.equal(text, '--- a b/r s.txt\t\n+++ a b/r s.txt\t\n@@ -1,2 +1,1 @@\n a\n-b\n');
  });

  test('is empty where nothing changes', () => {
    assert.equal(removalDiff('requirements.txt', 'r', () => Buffer.from('a\n'), named('b')).text, '');
  });

  test('is empty where the file would not be read as one without the entry, and says so', () => {
    const text = '? dependencies\n: - a\n';
    assert.deepEqual(
      removalDiff('environment.yml', 'e.yml', () => Buffer.from(text), named('a')),
      {
        text: '',
        leftOut: [{ name: 'a', reason: 'it stands in e.yml in a way that has to be edited by hand' }],
      },
    );
  });

  const refusals: readonly (readonly [string, ListFileKind, string | undefined, RegExp])[] = [
    ['a file that is not there', 'requirements.txt', undefined, /^f: no such file/],
    ['a line that pip refuses', 'requirements.txt', 'a\nname = x\n', /^f:2: `name = x` is no requirement/],
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
        () => removalDiff(kind, 'f', reader({ f: text }), named('a')),
        (error) => error instanceof Failure && message.test(error.message),
      );
    });
  }
});
