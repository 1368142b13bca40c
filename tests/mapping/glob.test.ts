/** The tree of globs against matching written out plainly, rule by rule and field by field. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GlobTree } from '../../src/mapping/glob.ts';

const field = fc.constantFrom('a', 'b', 'c', '*', '*');
const pattern = fc.array(field, { minLength: 1, maxLength: 4 }).map((fields) => fields.join('.'));
const patterns = fc.array(pattern, { maxLength: 12 });
const names = fc.array(
  fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', '*'), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 8 },
);

function matches(rule: string, fields: readonly string[]): boolean {
  const wanted = rule.split('.');
  return wanted.length === fields.length && wanted.every((part, i) => part === '*' || part === fields[i]);
}

/** The first in the file. */
function firstOf(rules: readonly string[], fields: readonly string[]): string | undefined {
  return rules.find((rule) => matches(rule, fields));
}

/** The one with the leftmost literals: `a.*` before `*.b`. */
function mostLiteralOf(rules: readonly string[], fields: readonly string[]): string | undefined {
  const rank = (rule: string) =>
    rule
      .split('.')
      .map((part) => (part === '*' ? '1' : '0'))
      .join('');
  return rules.filter((rule) => matches(rule, fields)).sort((a, b) => rank(a).localeCompare(rank(b)))[0];
}

function treeOf(rules: readonly string[], ordered: boolean): GlobTree<string> {
  const tree = new GlobTree<string>(ordered);
  rules.forEach((rule, order) => {
    tree.add(rule, order, rule);
  });
  return tree;
}

for (const [mode, ordered, oracle] of [
  ['ordered', true, firstOf],
  ['unordered', false, mostLiteralOf],
] as const) {
  test(`${mode}: a name falls to the rule that plain matching gives it`, () => {
    fc.assert(
      fc.property(patterns, names, (rules, lookUps) => {
        const tree = treeOf(rules, ordered);
        for (const fields of lookUps) {
          const found = tree.find(fields);
          assert.equal(found?.value, oracle(rules, fields), fields.join('.'));
          if (found === undefined) continue;
          assert.equal(found.order, rules.indexOf(found.value), 'of the same pattern twice, the first');
          const wildcards = found.value.split('.').flatMap((part, i) => (part === '*' ? [i] : []));
          assert.deepEqual(found.wildcards, wildcards);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test(`${mode}: what is said to cover a pattern leaves no name to it`, () => {
    fc.assert(
      fc.property(patterns, pattern, names, (rules, added, lookUps) => {
        const covering = treeOf(rules, ordered).findCovering(added);
        const after = treeOf([...rules, added], ordered);
        const taken = lookUps.some((fields) => after.find(fields)?.order === rules.length);
        assert.ok(covering === undefined || !taken, `${covering?.value} does not cover ${added}`);
        if (rules.includes(added)) assert.ok(covering, 'the same pattern covers');
      }),
      { numRuns: 2_000 },
    );
  });
}

test('a longer rule takes nothing from a shorter one that is its beginning, in either order', () => {
  for (const rules of [
    ['foo.*.bar', 'foo.*'],
    ['foo.*', 'foo.*.bar'],
  ]) {
    assert.equal(treeOf(rules, true).find(['foo', 'x'])?.value, 'foo.*');
    assert.equal(treeOf(rules, true).find(['foo', 'x', 'bar'])?.value, 'foo.*.bar');
  }
});

test('a look-up visits no more for 1,000 rules than for 10', () => {
  /** How often a field of the name is looked at: once a node that is visited. */
  const visitsOf = (ruleCount: number): number => {
    const rules = Array.from({ length: ruleCount }, (_, i) => `app${i}.*.count`);
    let visits = 0;
    const fields = new Proxy(['app7', 'x', 'count'], {
      get(target, key) {
        visits++;
        return Reflect.get(target, key);
      },
    });
    assert.equal(treeOf(rules, true).find(fields)?.value, 'app7.*.count');
    return visits;
  };
  assert.equal(visitsOf(1_000), visitsOf(10));
});
