import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNames } from '../../../src/web/pages/find.ts';
import { inventoryOf, library } from '../../reports/recorded.ts';

const { distributions } = inventoryOf([
  library('scikit-learn', [], { importNames: ['sklearn'] }),
  library('beautifulsoup4', [], { importNames: ['bs4'] }),
  library('python-dateutil', [], { importNames: ['dateutil'] }),
  library('numpy', [], { importNames: ['numpy'] }),
]);
const NAMES = [...distributions.map(({ name }) => name), 'Never_Installed'];

const CASES: readonly (readonly [search: string, found: readonly string[], why: string])[] = [
  ['numpy', ['numpy'], 'its own name'],
  ['NUM', ['numpy'], 'a part of it, in any case'],
  [' sklearn ', ['scikit-learn'], 'what is imported'],
  ['bs4', ['beautifulsoup4'], 'what is imported'],
  ['python_dateutil', ['python-dateutil'], 'another spelling of the same name'],
  ['never-installed', ['Never_Installed'], 'a label that no environment has'],
  ['qqq', [], 'nothing'],
];
for (const [search, found, why] of CASES) {
  test(`“${search}” finds ${found.join(', ') || 'none'}: ${why}`, () => {
    assert.deepEqual(NAMES.filter(findNames(search, distributions).matches), found);
  });
}
