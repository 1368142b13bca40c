import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Requirement } from '../../src/environment/inventory.ts';
import { inventoryDocumentSchema } from '../../src/environment/inventory-document.ts';

/** A limit of the helper that takes inventories. */
function limitOf(file: string, name: string): number {
  const source = readFileSync(
    new URL(`../../python/popularity_contest/inventory/${file}`, import.meta.url),
    'utf8',
  );
  return Number(new RegExp(`^${name} = ([\\d_]+)$`, 'm').exec(source)?.[1]?.replaceAll('_', ''));
}

const markerEnvironment = { os_name: 'posix', python_version: '3.11', sys_platform: 'linux' };
const head = {
  format: 'popcon-inventory/2',
  environment: 'hub',
  day: '2026-11-24',
  source: 'python',
  activation: 'none',
  baseline: [],
  unknown: [],
};

/** What of `a` is kept, in an environment that also has x and y. */
function kept(fields: object): readonly Requirement[] | undefined {
  const distributions = [{ name: 'a', ...fields }, { name: 'x' }, { name: 'y' }];
  const inventory = inventoryDocumentSchema.parse({ ...head, markerEnvironment, distributions });
  assert.ok(!('markerEnvironment' in inventory));
  const [a] = inventory.distributions;
  assert.ok(a !== undefined && !('requiresDist' in a) && !('providesExtra' in a) && !('condaRequires' in a));
  return a.requirements;
}

const cases: readonly (readonly [string, object, readonly Requirement[] | undefined])[] = [
  ['nothing known', {}, undefined],
  ['nothing required', { requiresDist: [] }, []],
  ['evaluated already', { requirements: [{ name: 'x', extra: 'e' }] }, [{ name: 'x', extra: 'e' }]],
  ['a name, normalised', { requiresDist: ['Zope.Interface_x>=1'] }, [{ name: 'zope-interface-x' }]],
  ['what a marker excludes', { requiresDist: ["x; os_name == 'nt'"] }, []],
  ['what a marker includes', { requiresDist: ["x; os_name == 'posix'"] }, [{ name: 'x' }]],
  ['what is not understood', { requiresDist: ['x; what is this'] }, [{ name: 'x' }]],
  ['extras of the required', { requiresDist: ['x[b,A_c]'] }, [{ name: 'x', extras: ['b', 'a-c'] }]],
  ['an extra of its own', { requiresDist: ["x; extra == 'E_f'"] }, [{ name: 'x', extra: 'e-f' }]],
  [
    'two extras',
    { requiresDist: ["x; extra == 'e' or extra == 'f'"] },
    [
      { name: 'x', extra: 'e' },
      { name: 'x', extra: 'f' },
    ],
  ],
  ['an extra elsewhere', { requiresDist: ["x; extra == 'e' and os_name == 'nt'"] }, []],
  ['an extra or always', { requiresDist: ["x; extra == 'e' or os_name == 'posix'"] }, [{ name: 'x' }]],
  ['an extra of what is not there', { requiresDist: ["gone; extra == 'e'"] }, []],
  [
    'an extra provided',
    { requiresDist: ["x; extra == 'e'"], providesExtra: ['E'] },
    [{ name: 'x', extra: 'e' }],
  ],
  ['an extra that is not', { requiresDist: ["x; extra == 'e'"], providesExtra: ['f'] }, []],
  ['a path, an archive', { requiresDist: ['./x', 'https://e.org/x-1.0-py3-none-any.whl', ''] }, []],
  ["conda's, once", { requiresDist: ['x'], condaRequires: ['x', 'y', 'a'] }, [{ name: 'x' }, { name: 'y' }]],
  [
    "conda's beside an extra's",
    { requiresDist: ["x; extra == 'e'"], condaRequires: ['x'] },
    [{ name: 'x', extra: 'e' }, { name: 'x' }],
  ],
  [
    'more extras than are tried',
    { requiresDist: [`x; ${Array.from({ length: 60 }, (_, at) => `extra == 'e${at}'`).join(' or ')}`] },
    [{ name: 'x' }],
  ],
];

describe('requirements are evaluated on the way in:', () => {
  for (const [name, fields, expected] of cases) test(name, () => assert.deepEqual(kept(fields), expected));

  test('equal content is equal text, evaluated or not', () => {
    const rows = (fields: object) => ({
      ...head,
      distributions: [{ name: 'a', bytes: 3, ...fields }, { name: 'x' }],
    });
    const raw = inventoryDocumentSchema.parse({ markerEnvironment, ...rows({ requiresDist: ['x>=1'] }) });
    const evaluated = inventoryDocumentSchema.parse(rows({ requirements: [{ name: 'x' }] }));
    assert.equal(JSON.stringify(raw), JSON.stringify(evaluated));
    assert.equal(JSON.stringify(inventoryDocumentSchema.parse(raw)), JSON.stringify(raw));
  });

  test('any lines are taken, and what they give is kept', () => {
    const word = fc.constantFrom(
      'x',
      ' ',
      ';',
      '[',
      ']',
      '@',
      "extra == 'e'",
      ' and ',
      '(',
      ')',
      "'",
      '>=1',
      'é',
    );
    const line = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (requiresDist) => {
        for (const { name } of kept({ requiresDist }) ?? []) assert.match(name, /^[a-z0-9-]+$/);
      }),
    );
  });

  test('long white space, long names and deep nesting take no time', { timeout: 20_000 }, () => {
    const long = [
      `x${' '.repeat(8_000)}é`,
      'a-1'.repeat(2_500),
      `x; ${'('.repeat(8_000)}`,
      `x[${'e,'.repeat(4_000)}]`,
    ];
    for (const line of long) kept({ requiresDist: Array.from({ length: 200 }, () => line) });
  });
});

test('a document of the format before is refused, with what to do', () => {
  const parsed = inventoryDocumentSchema.safeParse({
    ...head,
    format: 'popcon-inventory/1',
    distributions: [],
  });
  assert.equal(
    parsed.error?.issues[0]?.message,
    'is not popcon-inventory/2: take the inventory anew with this version of popcon',
  );
});

/** Name, installer, whether it is marked as asked for, and what it requires. */
type Row = readonly [name: string, installer: string | undefined, requested: boolean, ...requires: string[]];

const REQUESTS: Readonly<Record<string, readonly [rows: readonly Row[], asked: string, isUnknown: boolean]>> =
  {
    'pip marks what was asked for': [
      [
        ['a', 'pip', true, 'b'],
        ['b', 'pip', false],
      ],
      'a',
      false,
    ],
    'uv marks everything': [
      [
        ['a', 'uv', true, 'b'],
        ['b', 'uv', true],
      ],
      '',
      true,
    ],
    'a list that named everything': [
      [
        ['a', 'pip', true, 'b'],
        ['b', 'pip', true],
      ],
      '',
      true,
    ],
    'each installer has its own records': [
      [
        ['a', 'uv', true, 'b'],
        ['b', 'uv', true],
        ['c', 'conda', true, 'd'],
        ['d', 'conda', false],
      ],
      'c',
      false,
    ],
    'all asked for, and none requires another': [
      [
        ['a', 'pip', true, 'x'],
        ['b', 'pip', true],
      ],
      'a b',
      false,
    ],
    'a file of requirements says what was asked for': [
      [
        ['a', undefined, true, 'b'],
        ['b', undefined, true],
      ],
      'a b',
      false,
    ],
  };

for (const [what, [rows, asked, isUnknown]] of Object.entries(REQUESTS)) {
  test(`asked for: ${what}`, () => {
    const inventory = inventoryDocumentSchema.parse({
      ...head,
      markerEnvironment,
      distributions: rows.map(([name, installer, requested, ...requiresDist]) => ({
        name,
        ...(installer === undefined ? {} : { installer }),
        requested,
        requiresDist,
      })),
    });
    const known = inventory.distributions.filter(({ requested }) => requested === true);
    assert.equal(known.map(({ name }) => name).join(' '), asked);
    assert.equal(inventory.unknown.includes('requested'), isUnknown);
  });
}

describe('what the helper leaves in is taken, and no more would be', () => {
  const limits: readonly (readonly [string, number, (length: number) => object])[] = [
    ['a text', limitOf('document.py', '_MAX_TEXT'), (length) => ({ version: 'x'.repeat(length) })],
    ['a list', limitOf('document.py', '_MAX_ENTRIES'), (length) => ({ commands: Array(length).fill('x') })],
    ['a line', limitOf('requirements.py', '_MAX_LINE'), (length) => ({ requiresDist: ['x'.repeat(length)] })],
  ];
  for (const [name, limit, fieldsOf] of limits) {
    test(name, () => {
      const isTaken = (length: number) =>
        inventoryDocumentSchema.safeParse({
          ...head,
          markerEnvironment,
          distributions: [{ name: 'a', ...fieldsOf(length) }],
        }).success;
      assert.deepEqual([isTaken(limit), isTaken(limit + 1)], [true, false]);
    });
  }
});
