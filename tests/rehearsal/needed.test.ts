/** Which groups an error asks for, whichever words it has for what is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Distribution } from '../../src/environment/inventory.ts';
import { neededGroups } from '../../src/rehearsal/needed.ts';

const DISTRIBUTIONS: readonly Distribution[] = [
  { name: 'scikit-learn', importNames: ['sklearn'] },
  { name: 'joblib', importNames: ['joblib'] },
  { name: 'google-cloud-storage', importNames: ['google.cloud.storage'] },
  { name: 'google-cloud-bigquery', importNames: ['google.cloud.bigquery'] },
  { name: 'black', importNames: ['black', 'blib2to3'], commands: ['black', 'blackd'] },
  { name: 'zarr', importNames: ['zarr'], entryPoints: { 'xarray.backends': ['zarr-store'] } },
  { name: 'pandas', importNames: ['pandas'] },
];
const GROUPS = [
  ['scikit-learn', 'joblib'],
  ['google-cloud-storage'],
  ['google-cloud-bigquery'],
  ['black'],
  ['zarr'],
];

const CASES: Readonly<Record<string, readonly [error: string, needs: string]>> = {
  'a module': ["ModuleNotFoundError: No module named 'sklearn.svm'", 'scikit-learn'],
  'a module that another member has': ["ModuleNotFoundError: No module named 'joblib'", 'scikit-learn'],
  'a module that is run': ['/env/bin/python: No module named black', 'black'],
  'a part of a namespace': ["No module named 'google.cloud.bigquery'", 'google-cloud-bigquery'],
  'a namespace that is gone': [
    "No module named 'google.cloud'",
    'google-cloud-storage google-cloud-bigquery',
  ],
  'a name of a namespace': [
    "ImportError: cannot import name 'storage' from 'google.cloud' (unknown location)",
    'google-cloud-storage',
  ],
  'an attribute of a namespace': [
    "AttributeError: module 'google.cloud' has no attribute 'storage'",
    'google-cloud-storage',
  ],
  'an attribute of what imports lazily': [
    "AttributeError: module 'sklearn' has no attribute 'svm'",
    'scikit-learn',
  ],
  'the first of several errors': [
    "ModuleNotFoundError: No module named 'zarr'\n\nDuring handling of the above exception…\n\nRuntimeError: black on white",
    'zarr',
  ],
  'metadata, by importlib': [
    'importlib.metadata.PackageNotFoundError: No package metadata was found for Scikit_Learn',
    'scikit-learn',
  ],
  'metadata, on Python 3.8 and 3.9': [
    'importlib.metadata.PackageNotFoundError: zarr\nRuntimeError: black',
    'zarr',
  ],
  'metadata, by pkg_resources': [
    "pkg_resources.DistributionNotFound: The 'google.cloud_storage>=2' distribution was not found and is required by app\nRuntimeError: black",
    'google-cloud-storage',
  ],
  'a command': ["FileNotFoundError: [Errno 2] No such file or directory: 'blackd'", 'black'],
  'a command by its path': ["[Errno 2] No such file or directory: '/copy/bin/black'", 'black'],
  'a command of a shell': [
    '/bin/sh: 1: black: not found\nsubprocess.CalledProcessError: … status 127.',
    'black',
  ],
  'a command of bash': ['bash: line 1: black: command not found', 'black'],
  'an entry point': [
    "ValueError: unrecognized engine 'zarr-store' must be one of your download engines",
    'zarr',
  ],
  'in words of its own': ["ImportError: Missing optional dependency 'scikit_learn'. Use pip", 'scikit-learn'],
  'a name in the middle of the traceback says nothing': [
    '  File "/env/lib/black/zarr.py", line 1\nValueError: 7',
    'scikit-learn google-cloud-storage google-cloud-bigquery black zarr',
  ],
  'a part of a word says nothing': [
    'ValueError: blackboard',
    'scikit-learn google-cloud-storage google-cloud-bigquery black zarr',
  ],
};

for (const [name, [error, needs]] of Object.entries(CASES)) {
  test(name, () => {
    const found = neededGroups(error, GROUPS, DISTRIBUTIONS);
    assert.equal(found.map(([first]) => first).join(' '), needs);
  });
}
