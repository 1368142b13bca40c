import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findCycles } from '../../src/environment/cycles.ts';
import { buildGraph } from '../../src/environment/graph.ts';
import type { Distribution, Requirement } from '../../src/environment/inventory.ts';

/** `a: b c[x] | x: d` reads: a requires b and c with extra x; its own extra x brings d. */
function environment(...lines: readonly string[]): { distributions: Distribution[] } {
  const requirement = (text: string, extra: string | undefined): Requirement => {
    const [, name = '', extras] = /^([^[]+)(?:\[(.*)\])?$/.exec(text) ?? [];
    return {
      name,
      ...(extra === undefined ? {} : { extra }),
      ...(extras === undefined ? {} : { extras: extras.split(',') }),
    };
  };
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  return {
    distributions: lines.map((line) => {
      const [head = '', ...extras] = line.split('|');
      const [name = '', always = ''] = head.split(':');
      const requirements = words(always).map((word) => requirement(word, undefined));
      for (const part of extras) {
        const [extra = '', list = ''] = part.split(':');
        requirements.push(...words(list).map((word) => requirement(word, extra.trim())));
      }
      return { name: name.trim(), requirements };
    }),
  };
}

const cases: readonly {
  readonly name: string;
  readonly environment: { distributions: Distribution[] };
  readonly roots: readonly string[];
  readonly closure: Readonly<Record<string, string | undefined>>;
}[] = [
  {
    name: 'a chain names the way it was reached',
    environment: environment('app: lib', 'lib: leaf', 'leaf', 'alone'),
    roots: ['app'],
    closure: { app: undefined, lib: 'app', leaf: 'lib' },
  },
  {
    name: 'the shortest chain wins',
    environment: environment('app: long leaf', 'long: leaf', 'leaf'),
    roots: ['app'],
    closure: { app: undefined, long: 'app', leaf: 'app' },
  },
  {
    name: 'a requirement that is not installed is left out',
    environment: environment('app: gone'),
    roots: ['app'],
    closure: { app: undefined },
  },
  {
    name: 'an extra counts where something asks for it',
    environment: environment('app: dask[complete]', 'dask | complete: bokeh', 'bokeh'),
    roots: ['app'],
    closure: { app: undefined, dask: 'app', bokeh: 'dask' },
  },
  {
    name: 'an extra that nothing reached asks for does not count',
    environment: environment('app: dask[complete]', 'dask | complete: bokeh', 'bokeh', 'other: dask'),
    roots: ['other'],
    closure: { other: undefined, dask: 'other' },
  },
  {
    name: 'an extra that asks for other extras of itself',
    environment: environment('app: p[all]', 'p | all: p[one,two] | one: a | two: b', 'a', 'b'),
    roots: ['app'],
    closure: { app: undefined, p: 'app', a: 'p', b: 'p' },
  },
  {
    name: 'an extra that the required distribution does not have',
    environment: environment('app: p[nothing]', 'p'),
    roots: ['app'],
    closure: { app: undefined, p: 'app' },
  },
  {
    name: 'a cycle ends',
    environment: environment('a: b', 'b: c', 'c: a'),
    roots: ['b'],
    closure: { b: undefined, c: 'b', a: 'c' },
  },
  {
    name: 'a root that is not installed is nothing',
    environment: environment('a'),
    roots: ['gone'],
    closure: {},
  },
];

describe('closure', () => {
  for (const { name, environment, roots, closure } of cases) {
    test(name, () => assert.deepEqual(Object.fromEntries(buildGraph(environment).closure(roots)), closure));
  }
});

describe('requires and requiredBy', () => {
  const graph = buildGraph(
    environment('app: p[x] b', 'p: p[y] | x: a | unasked: z | y: c', 'a', 'b', 'c', 'z'),
  );
  test('hold what the extras asked for bring, and not the others', () => {
    assert.deepEqual(graph.requires('p'), ['a', 'c']);
    assert.deepEqual(graph.requiredBy('z'), []);
  });
  test('are each other’s mirror', () => {
    assert.deepEqual(graph.requires('app'), ['b', 'p']);
    assert.deepEqual(graph.requiredBy('p'), ['app']);
    assert.deepEqual(graph.requires('nowhere'), []);
  });
});

describe('needs', () => {
  test('hold what an extra that is asked for adds, for who asks for it', () => {
    const graph = buildGraph(
      environment('app: p[x] b', 'p: p[y] | x: a | y: c', 'a: d', 'b', 'c', 'd', 'q: p'),
    );
    assert.deepEqual(graph.needs('app'), ['a', 'b', 'p']);
    assert.deepEqual(graph.needs('q'), ['p']);
    assert.deepEqual(graph.needs('p'), ['c']);
    assert.deepEqual(graph.needs('nowhere'), []);
  });
});

describe('findCycles', () => {
  test('finds each group once, and no distribution that only requires itself', () => {
    const graph = buildGraph(environment('a: b', 'b: a', 'c: c', 'd: e', 'e: f', 'f: d a', 'g: a'));
    assert.deepEqual(findCycles(graph), [
      ['a', 'b'],
      ['d', 'e', 'f'],
    ]);
  });
  test('bears a chain of 100,000', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => `n${i}: n${(i + 1) % 100_000}`);
    assert.equal(findCycles(buildGraph(environment(...chain)))[0]?.length, 100_000);
  });
});

const randomEnvironment = fc.integer({ min: 1, max: 9 }).chain((size) => {
  const name = fc.integer({ min: 0, max: size }).map((i) => `n${i}`);
  const extra = fc.constantFrom('x', 'y');
  const requirement = fc.record({ name, extra, extras: fc.uniqueArray(extra) }, { requiredKeys: ['name'] });
  return fc
    .tuple(...Array.from({ length: size }, () => fc.array(requirement, { maxLength: 4 })))
    .map((lists) => ({
      distributions: lists.map((requirements, i) => ({ name: `n${i}`, requirements })),
    }));
});

describe('on random environments', () => {
  test('what is outside of a closure can go: every requirement inside stays met, extras included', () => {
    fc.assert(
      fc.property(randomEnvironment, fc.array(fc.integer({ min: 0, max: 9 })), (environment, picks) => {
        const kept = buildGraph(environment).closure(picks.map((i) => `n${i}`));
        const installed = new Set(environment.distributions.map(({ name }) => name));
        // The oracle knows no graph: it uninstalls, then looks for a requirement that became unmet.
        const left = environment.distributions.filter(({ name }) => kept.has(name));
        const asked = new Set(left.map(({ name }) => `${name}[]`));
        for (let grown = -1; grown !== asked.size; ) {
          grown = asked.size;
          for (const { name, requirements } of left)
            for (const requirement of requirements)
              if (asked.has(`${name}[${requirement.extra ?? ''}]`))
                for (const extra of requirement.extras ?? []) asked.add(`${requirement.name}[${extra}]`);
        }
        for (const { name, requirements } of left)
          for (const requirement of requirements)
            if (asked.has(`${name}[${requirement.extra ?? ''}]`) && installed.has(requirement.name))
              assert.ok(kept.has(requirement.name), `${name} lost ${requirement.name}`);
      }),
    );
  });

  test('following what each needs leads to the closure', () => {
    fc.assert(
      fc.property(randomEnvironment, fc.integer({ min: 0, max: 8 }), (environment, pick) => {
        const graph = buildGraph(environment);
        const reached = new Set([`n${pick}`].filter((name) => graph.names.has(name)));
        for (const name of reached) for (const needed of graph.needs(name)) reached.add(needed);
        assert.deepEqual(reached, new Set(graph.closure([`n${pick}`]).keys()));
      }),
    );
  });

  test('two distributions share a cycle exactly where each is in the closure of the other', () => {
    fc.assert(
      fc.property(randomEnvironment, ({ distributions }) => {
        // Without extras a closure is plain reachability, which is what a cycle is made of.
        const graph = buildGraph({
          distributions: distributions.map(({ name, requirements }) => ({
            name,
            requirements: requirements.map((requirement) => ({ name: requirement.name })),
          })),
        });
        const groupOf = new Map(findCycles(graph).flatMap((group, i) => group.map((name) => [name, i])));
        for (const a of graph.names)
          for (const b of graph.names) {
            if (a === b) continue;
            const together = groupOf.has(a) && groupOf.get(a) === groupOf.get(b);
            assert.equal(together, graph.closure([a]).has(b) && graph.closure([b]).has(a), `${a} ${b}`);
          }
      }),
    );
  });
});
