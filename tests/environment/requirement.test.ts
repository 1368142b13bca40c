import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRequirement, type RequirementText } from '../../src/environment/requirement.ts';

const cases: readonly (readonly [string, RequirementText | undefined])[] = [
  ['numpy', { name: 'numpy', extras: [] }],
  ['Zope.Interface_x >= 1', { name: 'zope-interface-x', extras: [] }],
  ['a==1.2', { name: 'a', extras: [] }],
  ['a === 1.2', { name: 'a', extras: [] }],
  ['a (==1.2)', { name: 'a', extras: [] }],
  ['a==1.*', { name: 'a', extras: [] }],
  ['a>=1,<2', { name: 'a', extras: [] }],
  ['a[x, Y_z]>=1', { name: 'a', extras: ['x', 'y-z'] }],
  ['a[]', { name: 'a', extras: [] }],
  ['a; python_version < "3"', { name: 'a', extras: [], marker: 'python_version < "3"' }],
  ['a;extra=="x"', { name: 'a', extras: [], marker: 'extra=="x"' }],
  ['a @ https://example.org/a;v=1 ; os_name == "nt"', { name: 'a', extras: [], marker: 'os_name == "nt"' }],
  ['a@https://example.org/a', { name: 'a', extras: [] }],
  ['.', undefined],
  ['./here', undefined],
  ['sub/folder', undefined],
  ['', undefined],
  ['-bad', undefined],
];

for (const [text, expected] of cases) {
  test(`requirement ${JSON.stringify(text)}`, () => assert.deepEqual(parseRequirement(text), expected));
}
