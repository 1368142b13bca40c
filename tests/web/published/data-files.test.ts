/** The dictionary of the data: every field of every file has a type and a meaning, and the files hold no others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Release } from '../../../src/release/document.ts';
import { DATA_FILES, dataPackage } from '../../../src/web/published/data-files.ts';

const release: Release = {
  generator: 'popcon 0.0.0',
  made: '2026-11-24',
  about: { title: 'A hub', owner: 'Library', contact: 'ana@example.org' },
  by: 'month',
  periods: [],
};

test('datapackage.json describes each file as it is', () => {
  const described = JSON.parse(dataPackage(release));
  assert.deepEqual(described.contributors, [{ title: 'Library', email: 'ana@example.org' }]);
  assert.deepEqual(
    described.resources.map(({ path }: { readonly path: string }) => path),
    DATA_FILES.map(({ file }) => file),
  );
  for (const [at, { format }] of DATA_FILES.entries()) {
    const { fields } = described.resources[at].schema;
    const names = fields.map(({ name }: { readonly name: string }) => name).join(',');
    assert.equal(format(release), `${names}\n`, 'the first line of the file');
    for (const { type, description } of fields) assert.ok(type !== '' && description.length > 10);
  }
});
