/** What popcon.yml may say: values, refusals with their places, and the JSON Schema that is published. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { findConfiguration } from '../../src/config/find.ts';
import { POPCON_YML, popconYmlSchema } from '../../src/config/popcon-yml.ts';
import { formatProblem } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-config-'));
after(() => rmSync(folder, { recursive: true }));

/** The problems of a text, each as `line:column: message`. */
function refuse(text: string): string[] {
  const read = readConfig(text, 'popcon.yml', POPCON_YML);
  return read.ok ? [] : read.problems.map((problem) => formatProblem(problem).replace('popcon.yml:', ''));
}

const WHOLE = `from: popcon.db
environment: base
keep:
- numpy
- name: tf-*
  reason: course 101
  owner: ana@example.org
  until: 2027-06-30
holidays:
- {name: winter, from: 2026-12-20, to: 2027-01-06}
namespaces:
  closed: [old-hub]
thresholds: {min-days: 20, min-processes: 50, below: 5, max-gap: 9}
publish: {hide-below: 30, since: 2y}
`;

test('everything that it may say, and where it stands', () => {
  const read = readConfig(WHOLE, 'popcon.yml', POPCON_YML);
  assert.ok(read.ok);
  assert.equal(read.value.from, 'popcon.db');
  assert.deepEqual(read.value.keep[1], {
    name: 'tf-*',
    reason: 'course 101',
    owner: 'ana@example.org',
    until: '2027-06-30',
  });
  assert.equal(read.placeOf(['keep', 1]).line, 5);
  assert.deepEqual(read.placeOf(['thresholds', 'below'], 'key'), { line: 13, column: 47, text: 'below' });
});

test('an empty file, comments alone and empty keys say nothing', () => {
  const keys = ['keep', 'files', 'holidays', 'terms', 'removals', 'namespaces', 'thresholds', 'publish'];
  const empty = keys.map((key) => `${key}:\n# - old\n`).join('');
  const [nothing, ...others] = [
    '',
    '# nothing\n',
    '---\n',
    empty,
    'namespaces: {closed: , expected: ~}\n',
  ].map((text) => {
    const read = readConfig(text, 'popcon.yml', POPCON_YML);
    return read.ok ? read.value : read.problems;
  });
  for (const value of others) assert.deepEqual(value, nothing);
});

const WRONG: readonly (readonly [string, ...string[]])[] = [
  ['kep: []', '1:1: unknown key `kep`: did you mean `keep`?'],
  ['thresholds:\n  mindays: 3', '2:3: unknown key `mindays` in `thresholds`: did you mean `min-days`?'],
  ['keep:\n- name: a\n  untill: 2027-01-01', '3:3: unknown key `untill` in `keep`: did you mean `until`?'],
  ['keep:\n- reason: why', '2:3: `name` is missing in `keep`'],
  ['keep: numpy', '1:7: a list, whose items begin with `- `, was expected, not `numpy`'],
  ['keep:\n- [a]', '2:3: a text was expected, not a list'],
  ['keep:\n- {name: a, until: 2027-02-30}', '2:20: no calendar has this day'],
  ['keep:\n- {name: a, until: tomorrow}', '2:20: a day was expected, written as YYYY-MM-DD'],
  ['holidays:\n- {from: 2026-12-20, to: 2026-01-06}', '2:3: the days end before they begin'],
  ['thresholds: {min-days: 0}', '1:24: a whole number of at least 1 was expected'],
  ['thresholds: {min-days: many}', '1:24: a number was expected, not `many`'],
  ['thresholds: {accept: 101}', '1:22: a percentage from 0 to 100 was expected'],
  ["title: ''", '1:8: a text was expected, not an empty one'],
  ['publish: {hide-below: 1}', '1:23: a whole number of at least 2 was expected'],
  [
    'removals:\n- {packages: [a], since: 2026-01-02, on: 2026-01-01, because: old}',
    '2:3: it is gone before it was announced',
  ],
  [
    'removals:\n- {packages: [], since: 2026-01-01, on: 2026-01-02, because: old}',
    '2:14: at least one package was expected',
  ],
  [
    'removals:\n- packages: [a]\n  since: 2026-01-01\n  on: 2026-01-02\n  because: |\n    two\n    lines\n',
    '5:12: one line was expected',
  ],
  ['- a', '1:1: a map of `key: value` was expected, not a list'],
  ['from: a\nfrom: b', '2:1: `from` is set twice, first on line 1'],
  ['from: "a', '1:7: this quote is not closed'],
  ['\tfrom: a', '1:1: a tab indents this line, which YAML does not allow: use spaces'],
  ['from: *nowhere', '1:7: `*nowhere` reads as a YAML alias: put it in quotes, "*nowhere"'],
  ['kep: []\nfrom: 3', '1:1: unknown key `kep`: did you mean `keep`?', '2:7: a text was expected, not `3`'],
];

for (const [text, ...expected] of WRONG) {
  test(`refused: ${JSON.stringify(text)}`, () => assert.deepEqual(refuse(text), expected));
}

test('refused: lists in lists in lists, thousands deep', () => {
  assert.match(refuse(`keep: ${'['.repeat(20_000)}`)[0] ?? '', /^1:\d+: nested too deep to be read$/);
});

test('aliases and merges are followed', () => {
  const read = readConfig('keep:\n- &a {name: x, owner: me}\n- {<<: *a, name: y}\n- *a\n', 'f', POPCON_YML);
  assert.ok(read.ok);
  assert.deepEqual(read.value.keep, [
    { name: 'x', owner: 'me' },
    { name: 'y', owner: 'me' },
    { name: 'x', owner: 'me' },
  ]);
});

test('a file that grows without end once its aliases are followed is refused in no time', () => {
  const nine = (name: string) => Array.from({ length: 9 }, () => `*${name}`).join(', ');
  const lists = [...'abcdefgh'].map((name, at, all) =>
    at === 0 ? `${name}: &${name} [x]` : `${name}: &${name} [${nine(all[at - 1] ?? '')}]`,
  );
  const merges = [...'abcdefgh'].map((name, at, all) =>
    at === 0 ? `${name}: &${name} {x: 1}` : `${name}: &${name} {<<: [${nine(all[at - 1] ?? '')}]}`,
  );
  const empty = merges.join('\n').replace('{x: 1}', '{}');
  for (const text of [lists.join('\n'), merges.join('\n'), empty, 'a: &a\n  b: *a\n', 'a: &a\n  <<: *a\n']) {
    const before = process.cpuUsage();
    assert.match(refuse(text).join('\n'), /more than 50000 values|is itself a part of/);
    // Of the processor: a busy machine is no fault of the code.
    assert.ok(process.cpuUsage(before).user < 3_000_000);
  }
});

test('the nearest file from a folder upwards is taken, a named one before it', () => {
  const deep = join(folder, 'a/b');
  mkdirSync(deep, { recursive: true });
  assert.equal(findConfiguration(undefined, deep).file, undefined);
  writeFileSync(join(folder, 'popcon.yml'), 'environment: upper\n');
  assert.equal(findConfiguration(undefined, deep).value.environment, 'upper');
  writeFileSync(join(folder, 'a/popcon.yml'), 'environment: nearer\n');
  assert.equal(findConfiguration(undefined, deep).value.environment, 'nearer');
  const named = join(folder, 'other.yml');
  writeFileSync(named, 'environment: named\n');
  assert.equal(findConfiguration(named, deep).value.environment, 'named');
  assert.throws(() => findConfiguration(join(folder, 'no.yml'), deep), { code: 'file-unreadable' });
  writeFileSync(join(folder, 'latin-1.yml'), Buffer.from('title: caf\xe9\n', 'latin1'));
  assert.throws(() => findConfiguration(join(folder, 'latin-1.yml'), deep), {
    message: /latin-1\.yml: it is not UTF-8$/,
  });
  writeFileSync(named, 'x'.repeat(1_000_001));
  assert.throws(() => findConfiguration(named, deep), {
    code: 'file-unreadable',
    message: /1000000 are allowed/,
  });
  if (process.getuid?.() === 0) {
    chownSync(join(folder, 'a/popcon.yml'), 12_345, 0);
    const refused = { code: 'config-not-yours', message: /popcon\.yml belongs to another user/ };
    assert.throws(() => findConfiguration(undefined, deep), refused);
    assert.equal(findConfiguration(join(folder, 'a/popcon.yml'), deep).value.environment, 'nearer');
  } else {
    writeFileSync(named, '');
    chmodSync(named, 0o000);
    assert.throws(() => findConfiguration(named, deep), { code: 'file-unreadable' });
  }
});

test('docs/popcon.schema.json is the schema that is read by', () => {
  const path = resolve(import.meta.dirname, '../../docs/popcon.schema.json');
  const text = `${JSON.stringify(popconYmlSchema(), null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  assert.equal(readFileSync(path, 'utf8'), text, 'UPDATE_GOLDEN=1 writes it anew');
});

test('the example of docs/configuration.md is read', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
  const example = page.split('```yaml\n')[1]?.split('```')[0] ?? assert.fail('no example');
  assert.deepEqual(refuse(example), []);
});
