import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readMapping } from '../../src/collector/mapping-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-mapping-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'mapping.yml');

/** What the file has, undefined where there is none, and what is said of it. */
const REFUSED: readonly (readonly [text: string | undefined, message: RegExp])[] = [
  [undefined, /^the mapping file .*mapping\.yml cannot be read \(ENOENT/],
  [`#${'x'.repeat(4 * 1024 * 1024)}`, /^the mapping file .*mapping\.yml cannot be read \(/],
  ['mappings:\n- match: a\n', /^.*mapping\.yml:2:10: .* counts in$/],
  [
    'mappings:\n- match: a\n- match: b\n- match: c\n',
    /mapping\.yml:2:10: .* \(and 2 more: popcon check-config .*mapping\.yml\)$/,
  ],
];

for (const [text, message] of REFUSED) {
  test(`${text === undefined ? 'no file' : JSON.stringify(text.slice(0, 60))} is refused in one line`, () => {
    rmSync(file, { force: true });
    if (text !== undefined) writeFileSync(file, text);
    assert.throws(() => readMapping(file), { name: 'Failure', message });
  });
}

test('rules are given as JSON, and warnings as lines', () => {
  writeFileSync(file, 'mappings:\n- match: a.*\n  name: first\n- match: a.*\n  name: second\n');
  const { rules, warnings } = readMapping(file);
  assert.match(rules, /"first"/);
  assert.match(warnings.join('\n'), /^.*mapping\.yml:\d+:\d+: [^\n]*$/);
});
