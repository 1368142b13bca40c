import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CondaSpec, isPythonBuild, parseCondaSpec } from '../../../src/environment/files/conda-spec.ts';

const spec = (name: string, version?: string, build?: string): CondaSpec => ({
  name,
  ...(version === undefined ? {} : { version }),
  ...(build === undefined ? {} : { build }),
});

const cases: readonly (readonly [string, CondaSpec | undefined])[] = [
  ['a', spec('a')],
  ['  conda-forge::_A.b-c  ', spec('_A.b-c')],
  ['conda-forge/linux-64::a', spec('a')],
  ['a=1.2', spec('a')],
  ['a = 1.2', spec('a')],
  ['a==1.2', spec('a', '1.2')],
  ['a ==  1.2', spec('a', '1.2')],
  ['a=1.2=py_0', spec('a', '1.2', 'py_0')],
  ['a==1.2=py_0', spec('a', '1.2', 'py_0')],
  ['a=1.2=*', spec('a', '1.2')],
  ['a 1.2', spec('a', '1.2')],
  ['a  1.2  py_0', spec('a', '1.2', 'py_0')],
  ['a=1.*', spec('a')],
  ['a>=1', spec('a')],
  ['a >1,<2', spec('a')],
  ['a~=1.2', spec('a')],
  ['a!=1.2', spec('a')],
  ["a[version='1.2']", spec('a', '1.2')],
  ['a [ version = "==1.2" , build = py_0 ]', spec('a', '1.2', 'py_0')],
  ["a[build='py_0',version='>=1']", spec('a', undefined, 'py_0')],
  ['a[subversion=1]', spec('a')],
  ['https://host.example/linux-64/a-b-1.2-py_0.conda#0123', spec('a-b', '1.2', 'py_0')],
  ['a-1.2-py_0.tar.bz2', spec('a', '1.2', 'py_0')],
  ['a-1.2-py_0.tar.gz', spec('a-1.2-py_0.tar.gz')],
  ['x/a-1.2-py_0.conda.orig', undefined],
  ['a==1.2|1.3', spec('a')],
  ['a=b', spec('a')],
  ['a b', undefined],
  ['a x==1.2', undefined],
  ['a >=b', undefined],
  ['a 1 b c', undefined],
  ['-a', undefined],
  ['a/b', undefined],
  ['', undefined],
];

for (const [text, expected] of cases) {
  test(`conda reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseCondaSpec(text), expected));
}

for (const [build, isPython] of [
  ['py_0', true],
  ['py311h0f31_0', true],
  ['pyhd8ed1ab_0', true],
  ['cuda120py312', true],
  ['hpy_0', false],
  ['h0f31_0', false],
] as const) {
  test(`the build ${build} is ${isPython ? '' : 'not '}for Python`, () =>
    assert.equal(isPythonBuild(build), isPython));
}
