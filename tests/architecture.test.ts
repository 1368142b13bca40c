/** Holds the direction of imports: towards the vocabulary, and only collector/ and commands/ introduce parts to each other. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const SRC = resolve(import.meta.dirname, '../src');

/** Folder → folders it may import, besides itself. Files directly in src/ (failure, version) are for all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  languages: [],
  series: ['languages'],
  words: [],
  statsd: ['series'],
  config: ['series', 'words'],
  mapping: ['languages', 'series', 'statsd', 'config'],
  ingest: ['series', 'statsd', 'mapping'],
  environment: ['languages', 'series', 'config'],
  ledger: ['languages', 'series', 'environment'],
  exposition: ['series', 'ledger'],
  sources: ['languages', 'series', 'environment', 'ledger'],
  reports: ['languages', 'series', 'words', 'config', 'environment', 'sources'],
  removals: ['languages', 'series', 'words', 'config', 'environment', 'sources', 'reports'],
  git: [],
  rehearsal: ['languages', 'environment'],
  render: ['languages', 'series', 'words', 'environment', 'reports', 'removals', 'rehearsal', 'diagnosis'],
  release: ['series', 'environment', 'sources', 'reports'],
  web: [
    'languages',
    'config',
    'series',
    'words',
    'environment',
    'ledger',
    'exposition',
    'sources',
    'reports',
    'removals',
    'render',
    'release',
  ],
  activation: [],
  diagnosis: ['languages', 'series', 'sources', 'reports', 'activation'],
  collector: [
    'languages',
    'config',
    'series',
    'statsd',
    'mapping',
    'ingest',
    'environment',
    'ledger',
    'exposition',
    'sources',
    'web',
  ],
  commands: [
    'languages',
    'config',
    'series',
    'words',
    'statsd',
    'mapping',
    'ingest',
    'environment',
    'ledger',
    'exposition',
    'sources',
    'reports',
    'git',
    'removals',
    'rehearsal',
    'render',
    'release',
    'web',
    'activation',
    'diagnosis',
    'collector',
  ],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Of the imported file, below src. */
  readonly path: string;
  /** When it is needed only, as a command's module when that command is called. */
  readonly isLate: boolean;
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const from = relative(SRC, path).split('/');
  return [...text.matchAll(/(from|import\()\s*'(\.[^']+)'/g)].flatMap((match) => {
    const imported = relative(SRC, resolve(dirname(path), match[2] ?? ''));
    const [first = '', ...below] = imported.split('/');
    const to = below.length === 0 ? '' : first;
    return [
      {
        file: relative(SRC, path),
        from: from.length === 1 ? '' : (from[0] ?? ''),
        to,
        path: imported,
        isLate: match[1] !== 'from',
      },
    ];
  });
}

const imports = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => importsOf(join(SRC, file)));

test('imports point towards the vocabulary', () => {
  const wrong = imports.filter(
    ({ from, to }) => from !== '' && to !== '' && from !== to && !MAY_IMPORT[from]?.includes(to),
  );
  assert.deepEqual(wrong, []);
});

test('no file imports itself by way of others, not even its types', () => {
  const graph = Map.groupBy(
    imports.filter(({ isLate }) => !isLate),
    ({ file }) => file,
  );
  const done = new Set<string>();
  /** The files from the one that is met again to where it is met; undefined where none is. */
  const circleBelow = (file: string, above: readonly string[]): readonly string[] | undefined => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const { path } of graph.get(file) ?? []) {
      const circle = circleBelow(path, [...above, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  const circles = [...graph.keys()].map((file) => circleBelow(file, []) ?? []);
  assert.deepEqual(
    circles.filter((circle) => circle.length > 0),
    [],
  );
});

test('files at the root of src import only commands/', () => {
  const wrong = imports.filter(({ from, to }) => from === '' && to !== '' && to !== 'commands');
  assert.deepEqual(wrong, []);
});

test('only languages/ imports python/ and names its metrics', () => {
  const wrong = imports.filter(({ from, to, path }) => from !== to && path.startsWith('languages/python'));
  assert.deepEqual(wrong, []);
  const named = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.startsWith('languages/python/') &&
      readFileSync(join(SRC, file), 'utf8').includes('python_popcon'),
  );
  assert.deepEqual(named, []);
});

test('every folder of src stands in the table', () => {
  const folders = readdirSync(SRC, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.deepEqual(
    folders.filter((folder) => MAY_IMPORT[folder] === undefined),
    [],
  );
});
