import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { parseMarker } from '../../src/environment/marker.ts';
import { compareVersions } from '../../src/environment/version-comparison.ts';
import { NORMALIZED_NAME, normalizeName } from '../../src/languages/python/name.ts';

/** Answers of `packaging`, the reference; python/tests/marker_cases.py writes them. */
const fixture = z
  .object({
    environments: z.array(z.record(z.string(), z.string())),
    cases: z.array(z.tuple([z.string(), z.int(), z.string(), z.boolean()])),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/markers.json', import.meta.url), 'utf8')));

const versions = z
  .object({
    names: z.array(z.tuple([z.string(), z.string().nullable()])),
    versions: z.array(z.string()),
    rows: z.array(z.tuple([z.string(), z.string(), z.string().nullable()])),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/versions.json', import.meta.url), 'utf8')));

test('a name is normalised as packaging does, and longer than 214 is none', () => {
  const normalized = (name: string) => {
    const normal = normalizeName(name);
    return NORMALIZED_NAME.test(normal) ? normal : null;
  };
  assert.deepEqual(
    versions.names.map(([name]) => [name, normalized(name)]),
    versions.names,
  );
  assert.equal(normalized('x'.repeat(215)), null);
});

test('every pair of versions compares as packaging compares it', () => {
  const wrong = versions.rows.filter(([operator, wanted, expected]) => {
    const answers = versions.versions.map((candidate) => compareVersions(candidate, operator, wanted));
    return expected === null
      ? answers.some((answer) => answer !== undefined)
      : answers.map((answer) => (answer === true ? '1' : '0')).join('') !== expected;
  });
  assert.deepEqual(wrong, []);
  assert.ok(versions.rows.length > 380);
});

describe('markers', () => {
  test('are evaluated as packaging evaluates them', () => {
    const wrong = fixture.cases.filter(
      ([text, index, extra, expected]) =>
        parseMarker(text).holds(fixture.environments[index] ?? {}, extra) !== expected,
    );
    assert.deepEqual(wrong, []);
    assert.ok(fixture.cases.length > 900);
  });

  test('name their extras, normalised', () => {
    const marker = parseMarker(`extra == "A_b" or ('c' == extra and os_name != 'extra')`);
    assert.deepEqual([...marker.extras].sort(), ['a-b', 'c']);
  });

  test('know the names that variables had before PEP 508', () => {
    for (const [old, name] of Object.entries({
      'os.name': 'os_name',
      'sys.platform': 'sys_platform',
      'platform.version': 'platform_version',
      'platform.machine': 'platform_machine',
      'platform.python_implementation': 'platform_python_implementation',
      python_implementation: 'platform_python_implementation',
    }))
      assert.equal(parseMarker(`${old} == 'x'`).holds({ [name]: 'y' }), false, old);
  });

  test('that ask for what every object has hold', () => {
    for (const name of ['constructor', '__proto__'])
      assert.equal(parseMarker(`${name} == 'x'`).holds({ os_name: 'posix' }), true);
  });

  test('nested without end hold rather than end the process', () => {
    assert.equal(parseMarker(`${'('.repeat(1e5)}os_name == 'nt'`).holds({ os_name: 'posix' }), true);
  });
});
