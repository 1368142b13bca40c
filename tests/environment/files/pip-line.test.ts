import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PipLine, readPipLine } from '../../../src/environment/files/pip-line.ts';

const named = (name: string, version?: string): PipLine => ({
  kind: 'entry',
  asks: { named: { name, ...(version === undefined ? {} : { version }) } },
});

const cases: readonly (readonly [string, PipLine])[] = [
  ['Zope.Interface_x >= 1', named('zope-interface-x')],
  ['a==1.2', named('a', '1.2')],
  ['a (==1.2)', named('a', '1.2')],
  ['a==1.*', named('a')],
  ['a==1.2 --hash=sha256:00', named('a', '1.2')],
  ['a==$' + '{VERSION}', named('a')],
  ['git+https://example.org/r.git@v1#egg=My_Pkg[x]&subdirectory=s', named('my-pkg')],
  ['-e git+https://example.org/r.git#egg=b', named('b')],
  ['https://example.org/w/My_Pkg-1.0%2Bcpu-py3-none-any.whl', named('my-pkg', '1.0+cpu')],
  ['./dist/my_pkg-1.0.tar.gz', named('my-pkg', '1.0')],
  ['my_pkg-1.0-py3-none-any.whl', named('my-pkg', '1.0')],
  ['.', { kind: 'entry', asks: { folder: '.' } }],
  ['--editable=../here[x]', { kind: 'entry', asks: { folder: '../here' } }],
  ['-e file:///srv/tool', { kind: 'entry', asks: { folder: '/srv/tool' } }],
  ['git+https://example.org/r.git', { kind: 'entry', asks: {} }],
  ['git+https://example.org/my-pkg-1.0', { kind: 'entry', asks: {} }],
  ['./here ; os_name == "nt"', { kind: 'entry', asks: { folder: './here' } }],
  ['./x.whl', { kind: 'entry', asks: { folder: './x.whl' } }],
  ['-r"my list.txt"', { kind: 'include', path: 'my list.txt' }],
  ['--requirement = base.txt', { kind: 'include', path: 'base.txt' }],
  ['-c a.txt', { kind: 'option' }],
  ['--pre', { kind: 'option' }],
  ['--unknown', { kind: 'refused' }],
  ['name = x', { kind: 'refused' }],
  ['two words', { kind: 'refused' }],
  ['a\u00a0>= 2', { kind: 'refused' }],
  ['a; hello', { kind: 'refused' }],
];

for (const [text, expected] of cases) {
  test(`pip reads ${JSON.stringify(text)}`, () => assert.deepEqual(readPipLine(text), expected));
}
