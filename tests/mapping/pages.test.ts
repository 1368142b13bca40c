/** docs/protocol.md and docs/mapping.md say what the code does, where that is a table. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { BUILTIN_MAPPING } from '../../src/mapping/builtin.ts';
import { MAPPING_REFUSALS } from '../../src/mapping/mapping.ts';
import { LINE_BOUNDS } from '../../src/statsd/dialect.ts';
import { REFUSALS } from '../../src/statsd/refusal.ts';

const page = (name: string) => readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8');

/** The rows of the first table of a section, first two cells. */
function rowsOf(text: string, heading: string): [string, string][] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  return rows.slice(1).map((row) => {
    const [, first = '', second = ''] = row.replaceAll('\\|', '¦').split('|');
    return [first.trim().replaceAll('`', ''), second.trim().replaceAll('¦', '|')];
  });
}

test('every reason for which a line is refused stands in protocol.md, and no other', () => {
  assert.deepEqual(Object.fromEntries(rowsOf(page('protocol.md'), 'What is refused')), REFUSALS);
});

test('every reason for which a mapped sample is refused stands in mapping.md', () => {
  const { 'dropped-by-rule': dropped, ...rows } = Object.fromEntries(
    rowsOf(page('mapping.md'), 'What is refused'),
  );
  assert.ok(dropped);
  assert.deepEqual(rows, MAPPING_REFUSALS);
});

test('the bounds in protocol.md are the default ones', () => {
  const bounds = rowsOf(page('protocol.md'), 'What one line may hold').map(([, bound]) => bound);
  assert.deepEqual(
    bounds,
    Object.values(LINE_BOUNDS).map(({ byDefault }) => byDefault.toLocaleString('en-US')),
  );
});

test('mapping.md prints the built-in rules', () => {
  const block = page('mapping.md').split('\n## The built-in rules\n')[1]?.split('```')[1];
  assert.equal(block?.replace(/^yaml\n/, ''), BUILTIN_MAPPING);
});
