/** The rows of the verdicts: what is shown of them is theirs, also in the docs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { VERDICTS } from '../../src/reports/verdict.ts';
import { USES } from '../../src/web/pictures/treemap.ts';

test('docs/answers.md has a line for each verdict, in their order and with their meaning', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/answers.md'), 'utf8');
  const table = text.slice(text.indexOf('| verdict | meaning | example |')).split('\n\n')[0] ?? '';
  const lines = [...table.matchAll(/^\| \*\*(.+?)\*\* \| (.+?) \|/gm)].map(([, name, meaning]) => [
    name,
    meaning,
  ]);
  assert.deepEqual(
    lines,
    Object.entries(VERDICTS).map(([name, { meaning }]) => [name, meaning]),
  );
});

test('the style sheet has the colours of verdicts, as marks and as areas', () => {
  const style = readFileSync(join(import.meta.dirname, '../../src/web/assets/style.css'), 'utf8');
  const colours = new Set<string>(Object.values(VERDICTS).map(({ colour }) => colour));
  const marks = [...style.matchAll(/^\.verdict-([\w-]+)/gm)].map(([, colour = '']) => colour);
  assert.deepEqual(
    marks.filter((mark) => !colours.has(mark)),
    [],
  );
  // A colour of the treemap without a rule of its own would be black.
  const areas = [...style.matchAll(/^\.use-([\w-]+) \{\n {2}fill: var\(--\1\);/gm)].map(([, use]) => use);
  assert.deepEqual(areas, [...USES]);
});
