import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { parseMarker } from '../../src/environment/marker.ts';

/** Answers of `packaging`, the reference; python/tests/marker_cases.py writes them. */
const fixture = z
  .object({
    environments: z.array(z.record(z.string(), z.string())),
    cases: z.array(z.tuple([z.string(), z.int(), z.string(), z.boolean()])),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/markers.json', import.meta.url), 'utf8')));

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

  test('nested without end hold rather than end the process', () => {
    assert.equal(parseMarker(`${'('.repeat(1e5)}os_name == 'nt'`).holds({ os_name: 'posix' }), true);
  });
});
