import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Distribution, type Inventory, unknownBut } from '../../../src/environment/inventory.ts';
import { LIST_KINDS } from '../../../src/environment/lists/kinds.ts';
import { readList } from '../../../src/environment/lists/read-list.ts';
import { Failure } from '../../../src/failure.ts';

const environment = {
  implementation_name: 'pypy',
  os_name: 'posix',
  python_full_version: '3.11.7',
  python_version: '3.11',
  sys_platform: 'linux',
};

/** The shape of https://pip.pypa.io/en/stable/reference/inspect-report/ */
const pipInspect = {
  version: '1',
  pip_version: '24.0',
  environment,
  installed: [
    {
      metadata: {
        metadata_version: '2.1',
        name: 'Requests',
        version: '2.32.3',
        requires_dist: [
          'idna<4,>=2.5',
          'tomli; python_version < "3.11"',
          'PySocks!=1.5.7,>=1.5.6; extra == "socks"',
          'chardet; extra == "use-chardet-on-py3"',
        ],
        provides_extra: ['socks', 'use-chardet-on-py3'],
      },
      metadata_location: '/opt/venv/lib/python3.11/site-packages/requests-2.32.3.dist-info',
      installer: 'pip',
      requested: true,
    },
    {
      metadata: { name: 'idna', version: '3.10' },
      metadata_location: '/opt/venv/lib/python3.11/site-packages/idna-3.10.dist-info',
      direct_url: { url: 'https://host.example/idna.whl' },
      installer: 'conda',
      requested: false,
    },
    {
      metadata: { name: 'PySocks', version: '1.7.1' },
      metadata_location: '',
      installer: 'pip',
      requested: false,
    },
    {
      metadata: { name: 'tool', version: '1' },
      metadata_location: '/opt/venv/lib/python3.11/site-packages/tool-1.dist-info',
      direct_url: { url: 'file:///home/ada/tool', dir_info: { editable: true } },
      requested: true,
    },
    {
      metadata: { name: 'mine', version: '1' },
      metadata_location: '/home/ada/.local/lib/python3.11/site-packages/mine-1.dist-info',
      requested: true,
    },
  ],
};

const condaRow = (name: string, version: string, build_string: string, channel = 'conda-forge') => ({
  base_url: `https://conda.anaconda.org/${channel}`,
  build_number: 0,
  build_string,
  channel,
  dist_name: `${name}-${version}-${build_string}`,
  name,
  platform: 'linux-64',
  version,
});
const condaList = [
  condaRow('python', '3.11.7', 'hab00c5b_0_cpython'),
  condaRow('libblas', '3.9.0', '20_linux64_openblas'),
  condaRow('ca-certificates', '2024.2.2', 'hbcca054_0'),
  condaRow('Py_Yaml', '6.0', 'py311h2582759_0'),
  condaRow('six', '1.16.0', 'pyh6c4a22f_0'),
  condaRow('nbgitpuller', '1.2.0', 'pypi_0', 'pypi'),
];

const CONDA_ROWS: readonly (readonly [name: string, version: string, build: string, channel: string])[] = [
  ['numpy', '1.26.4', 'pypi_0', 'pypi'],
  ['numpy', '1.24.4', 'py311_0', 'conda-forge'],
  ['six', '1.16.0', 'pyh_0', 'conda-forge'],
];

interface Case {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly expected: Partial<Inventory>;
}

const cases: readonly Case[] = [
  {
    name: 'pip inspect: markers evaluated for its environment, nothing of a person’s own, no path',
    path: 'x.json',
    text: JSON.stringify(pipInspect),
    expected: {
      source: 'pip-inspect',
      environment: 'default',
      python: { version: '3.11.7', implementation: 'pypy' },
      activation: 'unknown',
      distributions: [
        { name: 'idna', version: '3.10', installer: 'conda', requested: false, requirements: [] },
        { name: 'pysocks', version: '1.7.1', installer: 'pip', requested: false, requirements: [] },
        {
          name: 'requests',
          version: '2.32.3',
          installer: 'pip',
          requested: true,
          requirements: [{ name: 'idna' }, { name: 'pysocks', extra: 'socks' }],
        },
        { name: 'tool', version: '1', requested: true, requirements: [], editable: true },
      ],
    },
  },
  {
    name: 'conda list: what holds Python, under its normalised name',
    path: 'x.json',
    text: JSON.stringify(condaList),
    expected: {
      source: 'conda-list',
      python: { version: '3.11.7', implementation: 'cpython' },
      distributions: [
        { name: 'nbgitpuller', version: '1.2.0', installer: 'pip' },
        { name: 'py-yaml', version: '6.0', installer: 'conda', installedAs: 'Py_Yaml' },
        { name: 'six', version: '1.16.0', installer: 'conda' },
      ],
    },
  },
  ...Object.entries({
    'conda list': CONDA_ROWS.map((row) => row.join('  ')).join('\n'),
    'conda list --json': JSON.stringify(CONDA_ROWS.map((row) => condaRow(...row))),
    'conda list --export': CONDA_ROWS.map(([name, version, build]) => `${name}=${version}=${build}`).join(
      '\n',
    ),
    'conda env export': `dependencies:\n- pip:\n  - numpy==1.26.4\n- numpy=1.24.4=py311_0\n- six=1.16.0=pyh_0\n`,
  }).map(([name, text]) => ({
    name: `${name}: what pip installed over conda's is what is there`,
    path: 'list',
    text,
    expected: {
      distributions: [
        { name: 'numpy', version: '1.26.4', installer: 'pip' },
        { name: 'six', version: '1.16.0', installer: 'conda' },
      ],
      unknown: unknownBut('versions'),
    },
  })),
  ...(
    [
      ['n==1.26\nn==1.26.0\n', '1.26'],
      ['n\nn==1.26\n', '1.26'],
      ['n==1.24\nn==1.26\n', undefined],
    ] as const
  ).map(([text, version]) => ({
    name: `a name twice: ${JSON.stringify(text)}`,
    path: 'requirements.txt',
    text,
    expected: {
      distributions: [{ name: 'n', ...(version && { version }) }],
      unknown: version === undefined ? unknownBut() : unknownBut('versions'),
    },
  })),
  {
    name: 'requirements.txt with its includes, a name once',
    path: 'sub/requirements.txt',
    text: '-r base.txt\nb>=2\na==1.0\na; python_version < "3"\n./local\n',
    files: { 'sub/base.txt': 'C[x]==3\n-r requirements.txt\n' },
    expected: {
      source: 'requirements',
      distributions: [{ name: 'a', version: '1.0' }, { name: 'b' }, { name: 'c', version: '3' }],
      unknown: [
        'versions',
        'requested',
        'requirements',
        'bytes',
        'importNames',
        'commands',
        'entryPoints',
        'baseline',
        'activation',
      ],
    },
  },
  {
    name: 'environment.yml under its own name',
    path: 'environment.yml',
    text: 'name: course-2026\ndependencies:\n- python=3.11\n- numpy==1.26.4\n- pip:\n  - -r pip.txt\n  - dask==2024.1\n',
    files: { 'pip.txt': 'six==1.16\n' },
    expected: {
      source: 'environment-yml',
      environment: 'course-2026',
      distributions: [
        { name: 'dask', version: '2024.1', installer: 'pip' },
        { name: 'numpy', version: '1.26.4', installer: 'conda' },
        { name: 'six', version: '1.16', installer: 'pip' },
      ],
    },
  },
  {
    name: 'an inventory of ours keeps its day',
    path: 'x.json',
    text: JSON.stringify({
      format: 'popcon-inventory/2',
      environment: 'hub',
      day: '2026-01-02',
      source: 'python',
      activation: 'none',
      baseline: [],
      unknown: [],
      distributions: [{ name: 'a', later: 'field' }],
    }),
    expected: { source: 'python', environment: 'hub', day: '2026-01-02', distributions: [{ name: 'a' }] },
  },
];

const bytes = (text: string) => Buffer.from(text);
const options = (files: Readonly<Record<string, string>> = {}, environment?: string) => ({
  environment,
  day: '2026-11-24',
  read: (path: string) => {
    const text = files[path];
    return text === undefined ? undefined : bytes(text);
  },
});

describe('a list of another tool', () => {
  for (const { name, path, text, files, expected } of cases) {
    test(name, () => {
      const inventory = readList(path, bytes(text), options(files)).inventory;
      const fields = Object.keys(expected) as (keyof Inventory)[];
      assert.deepEqual(Object.fromEntries(fields.map((field) => [field, inventory[field]])), expected);
      assert.ok(!JSON.stringify(inventory).includes('/home'));
    });
    test(`${name} — under the name that was asked for`, () => {
      assert.equal(readList(path, bytes(text), options(files, 'mine')).inventory.environment, 'mine');
    });
  }
});

/** Each form in which a tool lists what is there: which kind it is taken for, and each row as `rowOf` writes it. */
const forms: readonly {
  readonly name: string;
  readonly path?: string;
  readonly text: string | Buffer;
  readonly source: Inventory['source'];
  readonly rows: readonly string[];
  readonly notes?: readonly RegExp[];
}[] = [
  {
    name: 'pip freeze: editable, local and VCS entries',
    text: '# Editable install with no version control (tool==1.0)\n-e /srv/tool\nsix @ file:///croot/six_1/work\n-e git+https://u:p@host.example/t.git@0#egg=other\ngit+https://u:p@host.example/x.git\n./here\nPyYAML==6.0\n',
    source: 'requirements',
    rows: ['other', 'pyyaml 6.0', 'six', 'tool 1.0'],
    notes: [
      /^list\.txt:5: `git\+https:\/\/…@host\.example\/x\.git` does not name/,
      /^list\.txt:6: `\.\/here` does not name/,
    ],
  },
  {
    name: 'pip list',
    text: 'Package    Version   Editable project location Installer\n---------- --------- ------------------------- ---------\nB_c        2                                   pip\npackage    1.0+cpu   /srv/package              uv\n',
    source: 'pip-list',
    rows: ['b-c 2 pip', 'package 1.0+cpu uv editable'],
  },
  {
    name: 'pip list of pip 9',
    text: 'a (1.0)\nb (2, /srv/b)\n',
    source: 'pip-list',
    rows: ['a 1.0', 'b 2 editable'],
  },
  {
    name: 'pip list --format json',
    text: '[{"name": "A", "version": "1"}, {"name": "b", "version": "2", "editable_project_location": "/srv/b"}]',
    source: 'pip-list',
    rows: ['a 1', 'b 2 editable'],
  },
  {
    name: 'conda list',
    text: '# packages in environment at /opt/conda:\n#\n# Name                    Version                   Build  Channel\n_libgcc_mutex             0.1                 conda_forge    conda-forge\nlibblas                   3.9.0           20_linux64_openblas    conda-forge\nnumpy                     1.26.4          py311h64a7726_0    conda-forge\npython                    3.11.7          hab00c5b_1_cpython    conda-forge\nsix                       1.16.0                   pypi_0    pypi\n',
    source: 'conda-list',
    rows: ['numpy 1.26.4 conda', 'six 1.16.0 pip'],
    notes: [/^2 packages of conda are passed over.*: _libgcc_mutex, libblas$/],
  },
  {
    name: 'conda list: what stands under a metapackage of its name',
    text: 'seaborn 0.13 hd8ed1ab_0 conda-forge\nseaborn-base 0.13 pyhd8ed1ab_0 conda-forge\nmatplotlib 3.8 py311h_0 conda-forge\nmatplotlib-base 3.8 py311h_0 conda-forge\nibis-core 1 pyh_0 conda-forge\nseaborn-base-x 1 pyh_0 conda-forge\n',
    source: 'conda-list',
    rows: ['ibis-core 1 conda', 'matplotlib 3.8 conda', 'seaborn 0.13 conda', 'seaborn-base-x 1 conda'],
  },
  {
    name: 'micromamba list',
    text: 'List of packages in environment: "/opt/conda"\n\n  Name   Version  Build            Channel    \n──────────────────────────────────\n  numpy  1.26.4   py311h64a7726_0  conda-forge\n',
    source: 'conda-list',
    rows: ['numpy 1.26.4 conda'],
  },
  {
    name: 'conda list --export',
    text: '# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\n# platform: linux-64\n_libgcc_mutex=0.1=conda_forge\nnumpy=1.26.4=py311h64a7726_0\nsix=1.16.0=pypi_0\n',
    source: 'conda-list',
    rows: ['numpy 1.26.4 conda', 'six 1.16.0 pip'],
    notes: [/^1 package of conda is passed over/],
  },
  {
    name: 'conda list --explicit --md5',
    text: '# platform: linux-64\n@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.4-py311h64a7726_0.conda#a502d7aad449a1206efb366d6a12c52d\nhttps://conda.anaconda.org/conda-forge/noarch/python-dateutil-2.9.0-pyhd8ed1ab_0.tar.bz2\n',
    source: 'conda-list',
    rows: ['numpy 1.26.4 conda', 'python-dateutil 2.9.0 conda'],
  },
  {
    name: 'conda env export, as Linux writes it',
    path: 'environment.yml',
    text: 'name: hub\nchannels:\n  - conda-forge\ndependencies:\n  - _libgcc_mutex=0.1=conda_forge\n  - _openmp_mutex=4.5=2_gnu\n  - libblas=3.9.0=20_linux64_openblas\n  - zlib=1=h0_0\n  - numpy=1.26.4=py311h64a7726_0\n  - python=3.11.7=hab00c5b_1_cpython\n  - pip:\n      - six==1.16.0\nprefix: /opt/conda\n',
    source: 'environment-yml',
    rows: ['numpy 1.26.4 conda', 'six 1.16.0 pip'],
    notes: [/^4 packages of conda are passed over.*: _libgcc_mutex, _openmp_mutex, libblas, …$/],
  },
  {
    name: 'conda env export --json',
    text: '{"channels": ["conda-forge"], "dependencies": ["numpy=1.26.4=py311h64a7726_0", {"pip": ["six==1.16.0"]}], "name": "hub"}',
    source: 'environment-yml',
    rows: ['numpy 1.26.4 conda', 'six 1.16.0 pip'],
  },
  {
    name: 'environment.yml: versions that conda takes for one, and for several; pip’s over conda’s',
    path: 'environment.yml',
    text: "dependencies:\n- a=1.2\n- b==1.2\n- c 1.0 py311_0\n- d[version='1.0']\n- e 1.2.3\n- conda-forge::f>=1\n- numpy=1.24\n- &z g\n- sel(linux): h\n- https://host.example/linux-64/i-1.0-py311_0.conda\n- pip:\n  - numpy==1.26.4\n  - 'six==1.0 --hash=sha256:00 # pinned'\n  - https://host.example/beta-2.1.0%2Bcpu-cp311-cp311-linux_x86_64.whl\n  - git+https://host.example/z.git#egg=zed\n  - *z\n  - -r https://host.example/r.txt\n  - -e .\n",
    source: 'environment-yml',
    rows: [
      'a conda',
      'b 1.2 conda',
      'beta 2.1.0+cpu pip',
      'c 1.0 conda',
      'd 1.0 conda',
      'e 1.2.3 conda',
      'f conda',
      'g pip',
      'h conda',
      'i 1.0 conda',
      'numpy 1.26.4 pip',
      'six 1.0 pip',
      'zed pip',
    ],
    notes: [
      /^environment\.yml:19: `-e \.` does not name/,
      /^environment\.yml:18: `-r https:\/\/host\.example\/r\.txt` is not followed/,
    ],
  },
  {
    name: 'requirements.txt: a version that depends on the Python is not known',
    text: '# dependencies: of the hub\na==1; python_version < "3"\na==2; python_version >= "3"\nb==1\nb --global-option="x"\n',
    source: 'requirements',
    rows: ['a', 'b 1'],
  },
  {
    name: 'pyproject.toml: PEP 621 and groups',
    text: '# hub\n[project]\nname = "hub"\ndependencies = ["A>=1", "b==2", "git+https://host.example/x.git"]\n[project.optional-dependencies]\nx = ["c"]\n[dependency-groups]\ndev = ["d", {include-group = "e"}]\ne = ["f"]\n',
    source: 'pyproject',
    rows: ['a', 'b 2', 'c', 'd', 'f'],
    notes: [/^list\.txt: `git\+https/],
  },
  {
    name: 'pyproject.toml: extras of the project itself, and what uv and PDM had before groups',
    text: '[project]\nname = "My_Hub"\ndependencies = ["a"]\n[project.optional-dependencies]\nx = ["b"]\nall = ["my-hub[x]"]\n[tool.uv]\ndev-dependencies = ["c"]\n[tool.pdm.dev-dependencies]\ntest = ["d==1"]\n',
    source: 'pyproject',
    rows: ['a', 'b', 'c', 'd 1'],
  },
  {
    name: 'pyproject.toml: Poetry',
    text: '[tool.poetry.dependencies]\npython = "^3.9"\nA = "^1"\nb = {version = "2.0", extras = ["x"]}\n[tool.poetry.group.dev.dependencies]\nc = {git = "https://host.example/c.git"}\n',
    source: 'pyproject',
    rows: ['a', 'b 2.0', 'c'],
  },
  {
    name: 'uv.lock',
    text: 'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "hub"\nversion = "0"\nsource = { virtual = "." }\ndependencies = [{ name = "a", extra = ["x"] }]\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\ndependencies = [{ name = "b", marker = "sys_platform == \'linux\'" }]\n[package.optional-dependencies]\nx = [{ name = "c", extra = ["y"] }]\n\n[[package]]\nname = "b"\nversion = "2"\nsource = { git = "https://host.example/b" }\n\n[[package]]\nname = "tool"\nversion = "0"\nsource = { editable = "tool" }\n[package.dev-dependencies]\ntest = [{ name = "b" }]\n\n[[package]]\nname = "c"\nversion = "3"\nsource = { registry = "https://pypi.org/simple" }\n',
    source: 'uv-lock',
    rows: ['a 1 uv asked [b, c[y] through x]', 'b 2 uv asked []', 'c 3 uv []', 'tool 0 uv editable asked []'],
  },
  {
    name: 'poetry.lock',
    text: '# This file is automatically @generated by Poetry\n\n[[package]]\nname = "A"\nversion = "1"\noptional = false\n[package.dependencies]\nb = {version = ">=1", optional = true}\nc = [{version = "<2", markers = "x"}, {version = ">=2"}]\nd = "^1"\n[package.extras]\nx = ["b (>=1)"]\n\n[[package]]\nname = "b"\nversion = "2"\ndevelop = true\n\n[metadata]\nlock-version = "2.0"\ncontent-hash = "0"\n',
    source: 'poetry-lock',
    rows: ['a 1 [b through x, c, d]', 'b 2 editable []'],
  },
  {
    name: 'poetry.lock of Poetry before 1.0, which begins as a list of JSON might',
    text: '[[package]]\nname = "a"\nversion = "1"\n\n[metadata]\ncontent-hash = "0"\n',
    source: 'poetry-lock',
    rows: ['a 1 []'],
  },
  {
    name: 'pylock.toml (PEP 751)',
    text: 'lock-version = "1.0"\ncreated-by = "pip"\n\n[[packages]]\nname = "a"\nversion = "1"\n[[packages.wheels]]\nname = "a-1-py3-none-any.whl"\n[[packages]]\nname = "tool"\n[packages.directory]\npath = "tool"\neditable = true\n',
    source: 'pylock',
    rows: ['a 1', 'tool editable'],
  },
  {
    name: 'UTF-16, as PowerShell writes it',
    text: Buffer.from('\uFEFFa==1\r\nb\r\n', 'utf16le'),
    source: 'requirements',
    rows: ['a 1', 'b'],
  },
  ...(
    [
      ['the high byte first', Buffer.from('\uFEFFa==1\nb\n', 'utf16le').swap16()],
      ['without a mark', Buffer.from('a==1\nb\n', 'utf16le')],
      ['the high byte first, without a mark', Buffer.from('a==1\nb\n', 'utf16le').swap16()],
    ] as const
  ).map(([how, text]) => ({
    name: `UTF-16, ${how}`,
    text,
    source: 'requirements' as const,
    rows: ['a 1', 'b'],
  })),
  {
    name: 'a byte order mark and CRLF',
    text: '\uFEFFa==1\r\nb\r\n',
    source: 'requirements',
    rows: ['a 1', 'b'],
  },
  {
    name: 'Latin-1 in comments',
    text: Buffer.from('#\xff caf\xe9\na==1\n', 'latin1'),
    source: 'requirements',
    rows: ['a 1'],
  },
];

describe('each form of', () => {
  for (const { name, path = 'list.txt', text, source, rows, notes = [] } of forms) {
    test(name, () => {
      const list = readList(path, Buffer.from(text), options());
      assert.deepEqual(list.inventory.distributions.map(rowOf), rows);
      assert.equal(list.inventory.source, source);
      assert.equal(
        list.inventory.unknown.includes('requirements'),
        !rows.some((row) => row.includes('[')),
        'what requires what',
      );
      assert.equal(list.notes.length, notes.length, list.notes.join('\n'));
      for (const [at, note] of notes.entries()) assert.match(list.notes[at] ?? '', note);
    });
  }

  test('every kind of list is a case here', () => {
    const tried = new Set([
      ...forms.map(({ source }) => source),
      ...cases.map(({ expected }) => expected.source),
    ]);
    assert.deepEqual(
      LIST_KINDS.map(({ source }) => source).filter((source) => !tried.has(source)),
      [],
    );
  });
});

/** `name version installer editable asked [what it requires]`. */
function rowOf(row: Distribution): string {
  const { name, version, installer, requirements } = row;
  const needs = requirements?.map(({ name, extras, extra }) =>
    [name, extras && `[${extras}]`, extra && ` through ${extra}`].join(''),
  );
  const marks = [row.editable && 'editable', row.requested ? 'asked' : undefined];
  return [name, version, installer, ...marks, needs && `[${needs.join(', ')}]`]
    .filter((part) => part !== undefined)
    .join(' ');
}

const refusals: readonly (readonly [string, string, string | Buffer, RegExp])[] = [
  ['JSON of another kind', 'x.json', '{"a": 1}', /^x\.json: is JSON of another kind$/],
  ['JSON that is broken', 'x.json', '{"a": 1', /^x\.json: begins like JSON and is none/],
  ['a section of no TOML', 'x', '[section]\n', /^x: is no list of distributions: the file looks like TOML/],
  ['an inventory that does not fit', 'x.json', '{"format": "popcon-inventory/0"}', /^x\.json: format: /],
  ['an empty list', 'requirements.txt', '# nothing\n', /^requirements\.txt: names no distribution/],
  ['an include that is not there', 'requirements.txt', '-r gone.txt\n', /^gone\.txt: no such file/],
  [
    'dependencies that are no list',
    'environment.yml',
    'dependencies: 3\n',
    /^environment\.yml: no list named/,
  ],
  ['no dependency', 'environment.yml', 'dependencies:\n', /^environment\.yml: names no distribution/],
  [
    'a list for an entry',
    'e.yml',
    'dependencies:\n- [a,\n   b]\n',
    /^e\.yml:2: `\[a, b\]` is no entry: a text/,
  ],
  [
    'a list of npm',
    'e.yml',
    'dependencies:\n- npm: [a]\n',
    /^e\.yml:2: `npm: \[a\]` is no entry that conda takes/,
  ],
  ['no package of conda', 'e.yml', 'dependencies:\n- a\n- a b2\n', /^e\.yml:3: `a b2` is no conda package/],
  [
    'no requirement',
    'e.yml',
    'dependencies:\n- pip:\n  - a b\n',
    /^e\.yml:3: `a b` is no requirement of pip/,
  ],
  ['YAML that is none', 'environment.yml', 'dependencies: [', /^environment\.yml:\d+:\d+: not YAML/],
  [
    'YAML of another kind',
    'x.yml',
    'a: 1\n',
    /^x\.yml:1: `a: 1` is no requirement: the file looks like YAML/,
  ],
  [
    'TOML that is broken',
    'pyproject.toml',
    '[project]\nname = "a\n',
    /^pyproject\.toml:2: `name = "a` is no requirement/,
  ],
  [
    'a letter',
    'x',
    'hello\nDear all, the page is <html>\n',
    /^x:2: `Dear all, the page is <html>` is no requirement$/,
  ],
  [
    'a Dockerfile',
    'Dockerfile',
    '# ours\nFROM jupyter/base\nRUN pip install a\n',
    /^Dockerfile:2: `FROM jupyter\/base` is no requirement: the file looks like a Dockerfile/,
  ],
  ['install.R', 'install.R', 'install.packages("a")\n', /:1: .*: the file looks like an R script/],
  [
    'an easyconfig',
    'x.eb',
    "easyblock = 'PythonPackage'\nname = 'a'\n",
    /^x\.eb: is no list of distributions: the file looks like an easyconfig/,
  ],
  [
    'Python',
    'x.py',
    'from x import *\n',
    /^x\.py:1: `from x import \*` is no requirement: the file looks like Python/,
  ],
  [
    'apt.txt',
    'apt.txt',
    'pandoc\n',
    /^apt\.txt: is no list of distributions: the file looks like a list of Debian packages/,
  ],
  ['runtime.txt', 'runtime.txt', 'python-3.11\n', /the file looks like a runtime\.txt for repo2docker/],
  [
    'a lock of PDM',
    'pdm.lock',
    '# This file is @generated by PDM.\n\n[metadata]\ngroups = ["default"]\n',
    /looks like a lock file of PDM/,
  ],
  ['a Cargo.toml', 'Cargo.toml', '[package]\nname = "a"\n[dependencies]\n', /looks like a Cargo\.toml/],
  ['tox.ini', 'tox.ini', '[tox]\nenvlist = py\n', /^tox\.ini:2: .* looks like an INI file/],
  [
    'what is outdated, as JSON',
    'x',
    '[{"name": "a", "version": "1", "latest_version": "2", "latest_filetype": "wheel"}]',
    /^x: is JSON of another kind: .*`pip list --outdated`/,
  ],
  [
    'what is outdated',
    'x',
    'Package Version Latest Type\n------- ------- ------ -----\na 1 2 wheel\n',
    /^x:1: .*`pip list --outdated`/,
  ],
  [
    'a lock of conda-lock',
    'conda-lock.yml',
    'version: 1\npackage: \n- name: a\n',
    /looks like a lock file of conda-lock/,
  ],
  ['an older one', 'x', 'metadata: \n  content_hash: 0\n', /looks like a lock file of conda-lock/],
  ['a list of YAML', 'x', '- numpy\n- scipy\n', /^x:1: `- numpy` is no requirement/],
  ['a mark that begins no file', 'x', 'a\uFEFFb==1\n', /^x:1: .* is no requirement/],
  ['a wheel', 'a.whl', Buffer.from([0x50, 0x4b, 3, 4]), /^a\.whl: it is a zip archive or wheel/],
  ['NUL bytes', 'x', 'abc\0d', /^x: it is no text: it has NUL bytes$/],
  ['UTF-32', 'x', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /^x: it is UTF-32/],
];

/** Further files of other kinds, each told by any of the texts. */
const LOOKS: readonly (readonly [kind: string, ...texts: readonly string[]])[] = [
  ['a web page', '  <!doctype html>\n', '<HTML>\n'],
  ['XML', ' <?xml version="1.0"?>\n', '\n  <?xml version="1.0"?>\n', '<?xml version="1.0"?>\n'],
  ['a Dockerfile', 'a b\nRUN pip install a\n', 'ARG x y\nFROM a\n'],
  [
    'an R script',
    'x <- 1\n  library(a)\n',
    'BiocManager::install("a")\n',
    'x <- 1\nremotes::install_github("a/b")\n',
    'install.packages("a")\n',
  ],
  ['an easyconfig of EasyBuild', "easyblock='a'\n", "name = 'a'\ntoolchain  = {}\n"],
  ['a lock file of Cargo', '# @generated by Cargo.\nversion = "1"\n'],
  ['a Cargo.toml', '[package]', '[package]  \nname = "a"\n', '[lib]\n[package]\nname = "a"\n'],
  ['a Pipfile', '[dev-packages]\na = "*"\n', '[packages]', '[packages]  \na = "*"\n'],
  ['a Pipfile.lock', '{"pipfile-spec": 6}'],
  ['a setup.cfg', '[metadata]\nname = a\n', '[options]  \nzip_safe = no\n', '[options]'],
  [
    'a lock file of conda-lock',
    'package:\n- name: a\n',
    'package:\n  -  name: a\n',
    'metadata:\n  content_hash: 0\n',
    'metadata:\n content_hash: 0\n',
  ],
  [
    'a lock file of pixi',
    'version: 6\nenvironments:\n',
    'version:6  \nenvironments:\n',
    'version:  16\nenvironments:\n',
  ],
  [
    'a pixi.toml',
    '[workspace]\nchannels = ["conda-forge"]\n',
    'a b\n[project]  \nchannels=["conda-forge"]\n',
    'a b\n[project]\nchannels  = ["conda-forge"]\n',
    '[dependencies]\npython = "*"\n',
    '[dependencies]',
    '[pypi-dependencies]  \na = "*"\n',
  ],
  [
    'a recipe of conda-build',
    'requirements:\n    host:\n',
    'requirements:  \n run:\n',
    '{% set name = "a" %}\n',
    '{%set name = "a" %}\n',
    '# a\n{%  set name = "a" %}\n',
  ],
  ['a package.json', '{"name": "a", "scripts": {}}', '{\n"devDependencies"  : {}}'],
  [
    'a CycloneDX bill of materials',
    '{"bomFormat": "CycloneDX", "dependencies": [{"ref": "a"}]}',
    '{"bomFormat":"CycloneDX"}',
    '{"bomFormat"  :  "CycloneDX"}',
  ],
  ['an SPDX document', '{"spdxVersion": "SPDX-2.3"}', '{"spdxVersion"  : "SPDX-2.3"}'],
  [
    'a shell script',
    '#!/usr/bin/env bash\npip install a\n',
    '#!/bin/sh -e\npip install a\n',
    '#!/bin/zsh\npip install a\n',
    '#!/bin/dash\npip install a\n',
  ],
  [
    'Python code',
    '# of the hub\ndef main():\n',
    'x = 1 2\nfrom  a.b  import  c\n',
    'import  numpy\n',
    'import numpy\n',
    'x = 1 2\ndef  a_1(x):\n',
    'class  Hub(object):\n',
    'class A:\n',
  ],
  [
    'what `pip list --outdated` prints, which is only a part of what is installed',
    'Package  Version  Latest\na 1 2\n',
    '{"latest_version"  : "2"}',
  ],
  [
    'Markdown',
    '# Hub\n\nWhat it has:\n\n```\n',
    '### Hub\n```\n',
    '# Hub\n[The hub](https://hub.example.org)\n',
    '# Hub\n- numpy for arrays\n',
  ],
  [
    'TOML',
    '[project]\nname = "a"\ndependencies = ["b"]\n[other]\n',
    "[[a.'b c']]\nx = 1\n",
    '[a]# of the hub\nx = 1\n',
    '[a]  # of the hub\nx = 1\n',
    'x = 1 2\n["a-b"]\n',
  ],
];

/** Where a word of a kind stands elsewhere than the kind has it. */
const LOOKS_NOT: readonly (readonly [kind: string, ...texts: readonly string[]])[] = [
  ['XML', 'a b <?xml version="1.0"?>\n'],
  ['a Dockerfile', 'what they RUN is this\n'],
  ['an R script', 'with library(a)\n'],
  ['an easyconfig of EasyBuild', 'an easyblock = a\n'],
  ['a Cargo.toml', '[package] # of the hub\na b\n', 'a b [package]\n'],
  ['a Pipfile', '[packages] # of the hub\na b\n', 'a b [packages]\n'],
  ['a setup.cfg', '[options] # of the hub\na b\n', 'a b [options]\n'],
  ['a lock file of conda-lock', 'a package:\n- name: a\n', 'a metadata:\n content_hash: 0\n'],
  ['a lock file of pixi', 'a version: 6\nenvironments:\n'],
  [
    'a pixi.toml',
    'a b [project]\nchannels = 1\n',
    'a b [dependencies]\n',
    '[dependencies] # of the hub\na b\n',
  ],
  ['a recipe of conda-build', 'a {% set b %}\n', 'a requirements:\n  run:\n'],
  ['a package.json', 'a {"scripts": 1}\n'],
  ['a shell script', 'a b\n#!/bin/sh\n', '#!/usr/bin/fish\na b\n', '#!/bin/shop\na b\n'],
  ['Python code', 'they import a\n'],
  [
    'what `pip list --outdated` prints, which is only a part of what is installed',
    'a Package Version Latest\n',
    'Package Version Latests\n',
  ],
  ['Markdown', 'a # Hub\n```\n', '# Hub\na ```\n', '# Hub\n- numpy\na b\n'],
  ['TOML', 'a b [b]\n', '[a] b\n'],
];

const refusalOf = (path: string, text: string): string => {
  try {
    readList(path, Buffer.from(text), options());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    assert.equal(error.code, 'list-invalid');
    return error.message;
  }
  return assert.fail('is no list, and is read as one');
};

describe('a file of another kind is told:', () => {
  for (const [kind, ...texts] of LOOKS) {
    test(kind, () => {
      for (const text of texts) {
        const message = refusalOf('x', text);
        assert.ok(message.endsWith(` looks like ${kind}`), `${JSON.stringify(text)}: ${message}`);
      }
    });
  }
  for (const [kind, ...texts] of LOOKS_NOT) {
    test(`not ${kind}`, () => {
      for (const text of texts) {
        const message = refusalOf('x', text);
        assert.ok(!message.endsWith(` looks like ${kind}`), `${JSON.stringify(text)}: ${message}`);
      }
    });
  }
  for (const [path, kind] of [
    ['image/apt.txt', 'a list of Debian packages for repo2docker'],
    ['image\\runtime.txt', 'a runtime.txt for repo2docker'],
    ['image/runtime.txt', 'a runtime.txt for repo2docker'],
    ['my-apt.txt', undefined],
    ['my-runtime.txt', undefined],
    ['apt.txt.orig', undefined],
    ['runtime.txt.orig', undefined],
    ['hub.cfg', 'an INI file'],
    ['hub.ini.orig', undefined],
    ['hub.yaml', 'YAML'],
    ['hub.yml.orig', undefined],
  ] as const) {
    test(path, () => {
      const [, told] = / looks like (.*)$/.exec(refusalOf(path, 'a b\n')) ?? [];
      assert.equal(told, kind);
    });
  }
});

describe('refused in one line:', () => {
  for (const [name, path, text, message] of refusals) {
    test(name, () => {
      assert.throws(
        () => readList(path, Buffer.from(text), options()),
        (error) => {
          assert.ok(error instanceof Failure);
          assert.match(error.message, message);
          return !error.message.includes('\n');
        },
      );
    });
  }
});
