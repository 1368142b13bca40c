/** The tree of globs against matching written out plainly, rule by rule and field by field. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type GlobRule, GlobTree } from '../../src/mapping/glob.ts';
import { SAMPLE_TYPES, type SampleType } from '../../src/statsd/sample.ts';

const field = fc.constantFrom('a', 'b', 'c', '*', '*');
const types = fc.option(fc.constantFrom<readonly SampleType[]>(['counter'], ['gauge'], ['observer']), {
  nil: undefined,
});
const rule = fc.record({
  match: fc.array(field, { minLength: 1, maxLength: 4 }).map((fields) => fields.join('.')),
  types,
});
const rules = fc.array(rule, { maxLength: 12 }).map((all) => all.map(ruleOf));
const lookUps = fc.array(
  fc.record({
    type: fc.constantFrom(...SAMPLE_TYPES),
    fields: fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', '*'), { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 8 },
);

type LookUp = { readonly type: SampleType; readonly fields: readonly string[] };

function ruleOf({ match, types }: { match: string; types?: readonly SampleType[] | undefined }): GlobRule {
  return { origin: { file: 'm.yml', line: 1, match }, ...(types && { types }) };
}

function matches({ origin, types = SAMPLE_TYPES }: GlobRule, { type, fields }: LookUp): boolean {
  const wanted = origin.match.split('.');
  return (
    types.includes(type) &&
    wanted.length === fields.length &&
    wanted.every((part, i) => part === '*' || part === fields[i])
  );
}

/** The first in the file. */
function firstOf(all: readonly GlobRule[], lookUp: LookUp): GlobRule | undefined {
  return all.find((each) => matches(each, lookUp));
}

/** The one with the leftmost literals: `a.*` before `*.b`. */
function mostLiteralOf(all: readonly GlobRule[], lookUp: LookUp): GlobRule | undefined {
  const rank = ({ origin }: GlobRule) =>
    origin.match
      .split('.')
      .map((part) => (part === '*' ? '1' : '0'))
      .join('');
  return all.filter((each) => matches(each, lookUp)).sort((a, b) => rank(a).localeCompare(rank(b)))[0];
}

function treeOf(all: readonly GlobRule[], ordered: boolean): GlobTree<GlobRule> {
  const tree = new GlobTree<GlobRule>(ordered);
  all.forEach((each, order) => {
    tree.add(each, order);
  });
  return tree;
}

for (const [mode, ordered, oracle] of [
  ['ordered', true, firstOf],
  ['unordered', false, mostLiteralOf],
] as const) {
  test(`${mode}: a name falls to the rule that plain matching gives it`, () => {
    fc.assert(
      fc.property(rules, lookUps, (all, asked) => {
        const tree = treeOf(all, ordered);
        for (const lookUp of asked) {
          const found = tree.find(lookUp.type, lookUp.fields);
          assert.equal(found?.rule, oracle(all, lookUp), JSON.stringify(lookUp));
          if (found === undefined) continue;
          assert.equal(found.order, all.indexOf(found.rule));
          const pattern = found.rule.origin.match.split('.');
          assert.deepEqual(
            found.wildcards,
            pattern.flatMap((part, i) => (part === '*' ? [i] : [])),
          );
        }
      }),
      { numRuns: 4_000 },
    );
  });

  test(`${mode}: what is said to cover a rule leaves no name to it`, () => {
    fc.assert(
      fc.property(rules, rule.map(ruleOf), lookUps, (all, added, asked) => {
        const covering = treeOf(all, ordered).findCovering(added);
        const after = treeOf([...all, added], ordered);
        const taken = asked.some(({ type, fields }) => after.find(type, fields)?.order === all.length);
        assert.ok(covering === undefined || !taken, `${JSON.stringify(covering)} covers it`);
        const isSame = ({ origin, types = SAMPLE_TYPES }: GlobRule) =>
          origin.match === added.origin.match && (types === SAMPLE_TYPES || types === added.types);
        if (all.some(isSame)) assert.ok(covering, 'the same pattern covers');
      }),
      { numRuns: 4_000 },
    );
  });
}

test('a longer rule takes nothing from a shorter one that is its beginning, in either order', () => {
  for (const patterns of [
    ['foo.*.bar', 'foo.*'],
    ['foo.*', 'foo.*.bar'],
  ]) {
    const tree = treeOf(
      patterns.map((match) => ruleOf({ match })),
      true,
    );
    assert.equal(tree.find('counter', ['foo', 'x'])?.rule.origin.match, 'foo.*');
    assert.equal(tree.find('counter', ['foo', 'x', 'bar'])?.rule.origin.match, 'foo.*.bar');
  }
});

test('a look-up visits no more for 1,000 rules than for 10', () => {
  /** How often a field of the name is looked at: once a node that is visited. */
  const visitsOf = (ruleCount: number): number => {
    const all = Array.from({ length: ruleCount }, (_, i) => ruleOf({ match: `app${i}.*.count` }));
    let visits = 0;
    const fields = new Proxy(['app7', 'x', 'count'], {
      get(target, key) {
        visits++;
        return Reflect.get(target, key);
      },
    });
    assert.equal(treeOf(all, true).find('counter', fields)?.rule.origin.match, 'app7.*.count');
    return visits;
  };
  assert.equal(visitsOf(1_000), visitsOf(10));
});
