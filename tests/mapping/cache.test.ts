import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheMatches } from '../../src/mapping/cache.ts';
import { type Matcher, unmatched } from '../../src/mapping/rule.ts';

/** A matcher that notes what it was asked. */
function watched(): { readonly asked: string[]; readonly matcher: Matcher } {
  const asked: string[] = [];
  return {
    asked,
    matcher: (type, name) => {
      asked.push(`${type} ${name}`);
      return unmatched(name);
    },
  };
}

test('a name is matched once a type, while it is remembered', () => {
  for (const policy of ['lru', 'random'] as const) {
    const { asked, matcher } = watched();
    const cached = cacheMatches(matcher, { maxEntries: 10, policy });
    for (let i = 0; i < 3; i++) {
      assert.equal(cached('counter', 'a.b').metricName, 'a_b');
      cached('gauge', 'a.b');
    }
    assert.deepEqual(asked, ['counter a.b', 'gauge a.b'], policy);
  }
});

test('what was not used for longest goes first', () => {
  const { asked, matcher } = watched();
  const cached = cacheMatches(matcher, { maxEntries: 2, policy: 'lru' });
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) cached('counter', name);
  assert.deepEqual(asked, ['counter a', 'counter b', 'counter c', 'counter b']);
});

test('a random one goes', () => {
  const { asked, matcher } = watched();
  const cached = cacheMatches(matcher, { maxEntries: 2, policy: 'random' }, () => 0.6);
  for (const name of ['a', 'b', 'c', 'a', 'b']) cached('counter', name);
  assert.deepEqual(asked, ['counter a', 'counter b', 'counter c', 'counter b']);
});

test('no more than the bound is held', () => {
  for (const policy of ['lru', 'random'] as const) {
    const { asked, matcher } = watched();
    const cached = cacheMatches(matcher, { maxEntries: 100, policy });
    for (let round = 0; round < 2; round++) for (let i = 0; i < 1_000; i++) cached('counter', `n${i}`);
    const remembered = 2_000 - asked.length;
    assert.ok(remembered <= 100, `${policy}: ${remembered} were remembered`);
  }
});

test('a bound of 0 remembers nothing', () => {
  const { asked, matcher } = watched();
  const cached = cacheMatches(matcher, { maxEntries: 0, policy: 'lru' });
  cached('counter', 'a');
  cached('counter', 'a');
  assert.equal(asked.length, 2);
});
