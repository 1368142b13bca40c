import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Inventory } from '../../src/environment/inventory.ts';
import { readList } from '../../src/environment/read-list.ts';
import { Failure } from '../../src/failure.ts';

const environment = {
  implementation_name: 'cpython',
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
      python: { version: '3.11.7', implementation: 'cpython' },
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
    text: 'name: course-2026\ndependencies:\n- python=3.11\n- numpy=1.26.4\n- pip:\n  - -r pip.txt\n  - dask==2024.1\n',
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
      format: 'popcon-inventory/1',
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

const options = (files: Readonly<Record<string, string>> = {}, environment?: string) => ({
  environment,
  day: '2026-11-24',
  read: (path: string) => files[path],
});

describe('a list of another tool', () => {
  for (const { name, path, text, files, expected } of cases) {
    test(name, () => {
      const inventory = readList(path, text, options(files));
      const fields = Object.keys(expected) as (keyof Inventory)[];
      assert.deepEqual(Object.fromEntries(fields.map((field) => [field, inventory[field]])), expected);
      assert.ok(!JSON.stringify(inventory).includes('/home'));
    });
    test(`${name} — under the name that was asked for`, () => {
      assert.equal(readList(path, text, options(files, 'mine')).environment, 'mine');
    });
  }
});

const refusals: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'JSON of another kind',
    'x.json',
    '{"a": 1}',
    /^x\.json: JSON of another kind; --from-file takes pip inspect/,
  ],
  [
    'pip list, which knows no requirements',
    'x.json',
    '[{"name": "a", "version": "1"}]',
    /^x\.json: JSON of another kind/,
  ],
  ['what begins like JSON', 'x.json', '[section]\n', /^x\.json: begins like JSON and is none/],
  ['an inventory that does not fit', 'x.json', '{"format": "popcon-inventory/2"}', /^x\.json: format: /],
  ['an empty list', 'requirements.txt', '# nothing\n', /^requirements\.txt: names no distribution/],
  ['an include that is not there', 'requirements.txt', '-r gone.txt\n', /^gone\.txt: no such file/],
  ['YAML that is none', 'environment.yml', 'a: [', /^environment\.yml:\d+:\d+: not YAML/],
];

describe('refused in one line:', () => {
  for (const [name, path, text, message] of refusals) {
    test(name, () => {
      assert.throws(
        () => readList(path, text, options()),
        (error) => error instanceof Failure && message.test(error.message) && !error.message.includes('\n'),
      );
    });
  }
});
