/** Holds the direction of imports: towards the vocabulary, and commands/ alone introduces parts to each other. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const SRC = resolve(import.meta.dirname, '../src');

/** Folder → folders it may import, besides itself. Files directly in src/ (failure, version) are for all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  series: [],
  statsd: ['series'],
  mapping: ['series', 'statsd'],
  ingest: ['series', 'statsd', 'mapping'],
  environment: ['series'],
  ledger: ['series', 'environment'],
  exposition: ['series'],
  sources: ['series', 'environment', 'ledger'],
  reports: ['series', 'environment', 'sources'],
  render: ['series', 'environment', 'reports', 'diagnosis'],
  release: ['series', 'environment', 'sources', 'reports'],
  web: ['series', 'environment', 'ledger', 'exposition', 'sources', 'reports', 'render', 'release'],
  activation: [],
  diagnosis: ['series', 'sources', 'reports', 'activation'],
  commands: [
    'series',
    'statsd',
    'mapping',
    'ingest',
    'environment',
    'ledger',
    'exposition',
    'sources',
    'reports',
    'render',
    'release',
    'web',
    'activation',
    'diagnosis',
  ],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const from = relative(SRC, path).split('/');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].flatMap((match) => {
    const to = relative(SRC, resolve(dirname(path), match[1] ?? '')).split('/');
    if (to.length === 1) return [];
    return [{ file: relative(SRC, path), from: from.length === 1 ? '' : (from[0] ?? ''), to: to[0] ?? '' }];
  });
}

const imports = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => importsOf(join(SRC, file)));

test('imports point towards the vocabulary', () => {
  const wrong = imports.filter(
    ({ from, to }) => from !== '' && from !== to && !MAY_IMPORT[from]?.includes(to),
  );
  assert.deepEqual(wrong, []);
});

test('files at the root of src import only commands/', () => {
  const wrong = imports.filter(({ from, to }) => from === '' && to !== 'commands');
  assert.deepEqual(wrong, []);
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
