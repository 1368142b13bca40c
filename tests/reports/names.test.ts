/** Keep-lists and misspelt names. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseKeepList } from '../../src/reports/keep-list.ts';
import { importedAs, sameName, unknownName, unknownNamespace } from '../../src/reports/nearest.ts';
import { library } from './recorded.ts';

describe('a keep-list', () => {
  const cases: Readonly<
    Record<string, readonly [list: string, yes: readonly string[], no: readonly string[]]>
  > = {
    'a name': ['numpy', ['numpy'], ['numpy-stl', 'mynumpy']],
    'a name as its authors write it': ['Ruamel.YAML', ['ruamel-yaml'], ['ruamelxyaml']],
    'a star': ['jupyter*', ['jupyter', 'jupyterlab'], ['ipyjupyter']],
    'a question mark': ['h?py', ['h5py'], ['hpy', 'h55py']],
    'a set': ['h[0-5]py', ['h5py'], ['h6py']],
    'a set that is not': ['h[!0-4]py', ['h5py'], ['h4py']],
    'a bracket that is never closed': ['a[b', [], ['a', 'b', 'ab']],
    'what looks like an expression': ['a+(b)|c', [], ['a', 'ab', 'aab', 'c']],
    comments: ['# numpy\n  # pandas\nscipy # numpy\n\n', ['scipy'], ['numpy', 'pandas', '']],
    'lines as Windows ends them': ['numpy\r\npandas\r\n', ['numpy', 'pandas'], []],
  };
  for (const [name, [list, yes, no]] of Object.entries(cases)) {
    test(name, () => {
      const entries = parseKeepList(list);
      const keeps = (each: string) => entries.some(({ matches }) => matches(each));
      for (const each of yes) assert.ok(keeps(each), each);
      for (const each of no) assert.ok(!keeps(each), each);
    });
  }
  test('knows the lines of its entries', () => {
    assert.deepEqual(
      parseKeepList('# a\nb\n\nc # d').map(({ pattern, line }) => [pattern, line]),
      [
        ['b', 2],
        ['c', 4],
      ],
    );
  });
});

describe('a name that is not known', () => {
  const known = ['numpy', 'numpydoc', 'scipy', 'scikit-learn', 'scikit-image', 'PyYAML'];
  const cases: Readonly<Record<string, readonly [asked: string, advice: RegExp]>> = {
    'one letter off': ['nunpy', /did you mean numpy\?$/],
    'letters changed places': ['sicpy', /did you mean scipy/],
    'another spelling of the separator': ['scikit_lern', /did you mean scikit-learn/],
    'a part of it': ['scikit', /did you mean scikit-image or scikit-learn\?$/],
    'nothing alike': ['zzzz', /called "zzzz": look$/],
    'nothing at all': ['', /called "": look$/],
  };
  for (const [name, [asked, advice]] of Object.entries(cases)) {
    test(name, () => assert.match(unknownName('package', asked, known, 'look').message, advice));
  }
  test('is known under each spelling', () => {
    assert.deepEqual(sameName('pyyaml', known), ['PyYAML']);
    assert.deepEqual(sameName('SciKit.Learn', known), ['scikit-learn']);
  });
});

describe('what a distribution is imported as', () => {
  const distributions = [
    library('scikit-learn', [], { importNames: ['sklearn'] }),
    library('google-auth', [], { importNames: ['google.auth'] }),
    library('google-cloud', [], { importNames: ['google.cloud'] }),
    library('opencv-python', [], { importNames: ['cv2'] }),
    library('opencv-headless', [], { importNames: ['cv2'] }),
  ];
  const cases: readonly (readonly [asked: string, name: string | undefined])[] = [
    ['sklearn', 'scikit-learn'],
    ['sklearn.svm', 'scikit-learn'],
    ['google.auth', 'google-auth'],
    ['nothing', undefined],
  ];
  for (const [asked, name] of cases) {
    test(asked, () => assert.equal(importedAs(asked, distributions), name));
  }
  test('of several, none is chosen', () => {
    assert.throws(
      () => importedAs('cv2', distributions),
      /cv2 is imported from opencv-python, opencv-headless: name/,
    );
  });
});

const NAMESPACES = [
  { asked: 'h', known: [''], message: 'no namespace is called "h": none is known' },
  {
    asked: 'nosuch',
    known: ['', 'hub-a', 'hub-b'],
    message: 'no namespace is called "nosuch": there are hub-a, hub-b',
  },
  { asked: 'hab-a', known: ['', 'hub-a'], message: 'no namespace is called "hab-a": did you mean hub-a?' },
];

for (const { asked, known, message } of NAMESPACES) {
  test(`${asked}, where there are ${JSON.stringify(known)}`, () => {
    assert.equal(unknownNamespace(asked, known).message, message);
  });
}
