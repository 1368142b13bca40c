/** A removal goes into and out of the text of a `popcon.yml`: nothing else of it changes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withoutPackages, withRemoval } from '../../src/removals/edit.ts';

const ENTRY = {
  packages: ['tensorflow'],
  since: '2026-11-28',
  on: '2027-01-15',
  because: 'nobody imported it: 14 months',
};
const WRITTEN = `- packages: [tensorflow]
  since: 2026-11-28
  on: 2027-01-15
  because: "nobody imported it: 14 months"
`;
const OTHER =
  '- packages: [keras, "Theano"]  # of old\n  since: 2026-01-01\n  on: 2026-02-01\n  because: old\n';

const ADDED: readonly (readonly [name: string, before: string, after: string])[] = [
  ['an empty file', '', `removals:\n${WRITTEN}`],
  ['a file without any', '# mine\nkeep: [a]', `# mine\nkeep: [a]\n\nremovals:\n${WRITTEN}`],
  ['an empty list', 'removals: []  # none yet\nkeep: []\n', `removals:  # none yet\n${WRITTEN}keep: []\n`],
  [
    'a list whose entries are commented out',
    'removals:\n# - packages: [a]\nkeep: []\n',
    `removals:\n${WRITTEN}# - packages: [a]\nkeep: []\n`,
  ],
  ['a list that is null', 'removals: ~  # none yet\n', `removals:  # none yet\n${WRITTEN}`],
  ['a document that ends', 'title: x\n# z\n...\n', `title: x\n# z\n\nremovals:\n${WRITTEN}...\n`],
  ['a document that ends behind none', '---\n# z\n...', `---\n# z\n\nremovals:\n${WRITTEN}...`],
  [
    'a document before another',
    'title: |\n  x\n---\ny: 1\n',
    `title: |\n  x\n\nremovals:\n${WRITTEN}---\ny: 1\n`,
  ],
  [
    'behind the last, before the next key and its comment',
    `removals:\n${OTHER}\n# what stays\nkeep: [a]\n`,
    `removals:\n${OTHER}${WRITTEN}\n# what stays\nkeep: [a]\n`,
  ],
  ['without a line ending', `removals:\n${OTHER.trimEnd()}`, `removals:\n${OTHER}${WRITTEN}`],
  [
    'indented, with CRLF',
    `removals:\n${indented(OTHER)}`.replaceAll('\n', '\r\n'),
    `removals:\n${indented(OTHER + WRITTEN)}`.replaceAll('\n', '\r\n'),
  ],
  [
    'a flow',
    'removals: [{packages: [a], since: 2026-01-01, on: 2026-02-01, because: old}]\n',
    `removals: [{packages: [a], since: 2026-01-01, on: 2026-02-01, because: old}, ${JSON.stringify(ENTRY)}]\n`,
  ],
];

describe('a removal is added', () => {
  for (const [name, before, after] of ADDED) {
    test(name, () => assert.equal(withRemoval(before, ENTRY, 'f'), after));
  }
  test('a text with a quote, a colon and a #', () => {
    const entry = { ...ENTRY, because: 'it\'s "dead": see #12', packages: ['a'.repeat(90), 'b'] };
    const text = withRemoval('', entry, 'f');
    assert.match(text, /packages:\n {4}- a{90}\n {4}- b\n/);
    assert.equal(withoutPackages(text, new Set(['a'.repeat(90), 'b']), 'f'), 'removals: []\n');
  });
});

const DROPPED: readonly (readonly [name: string, before: string, names: string[], after: string])[] = [
  ['the only one', `title: x\nremovals:\n${WRITTEN}`, ['tensorflow'], 'title: x\nremovals: []\n'],
  [
    'with the comment above it alone',
    `removals:\n# term of 2025\n${OTHER}# about tensorflow\n${WRITTEN}# what stays\nkeep: [a]\n`,
    ['tensorflow'],
    `removals:\n# term of 2025\n${OTHER}# what stays\nkeep: [a]\n`,
  ],
  [
    'one of a group, by another spelling',
    `# head\n\nremovals:\n${OTHER}`,
    ['theano'],
    `# head\n\nremovals:\n${OTHER.replace(', "Theano"', '')}`,
  ],
  ['a name that is not there', `removals:\n${OTHER}`, ['x'], `removals:\n${OTHER}`],
  ['of a file without any', 'keep: []\n', ['x'], 'keep: []\n'],
];

describe('packages are dropped', () => {
  for (const [name, before, names, after] of DROPPED) {
    test(name, () => assert.equal(withoutPackages(before, new Set(names), 'f'), after));
  }
});

const REFUSED = [
  ['a file that is a flow', '{title: x}\n'],
  ['a list that an alias stands for', 'keep: &a []\nremovals: *a\n'],
] as const;

describe('what has to be edited by hand', () => {
  for (const [name, text] of REFUSED) {
    test(name, () => assert.throws(() => withRemoval(text, ENTRY, 'f'), { code: 'config-invalid' }));
  }
});

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
