/** What a page needs outside of its own file: its row in the documentation, with every parameter of its address. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MAX_AGE_MS, REST_FACTOR, SLOW_MS } from '../../src/web/dashboard/answer-cache.ts';
import { IDLE_MS } from '../../src/web/dashboard/page-thread.ts';
import { PAGES } from '../../src/web/pages/pages.ts';

const text = readFileSync(new URL('../../docs/dashboard.md', import.meta.url), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| '));

for (const [name, { path, inNavigation, query }] of Object.entries(PAGES)) {
  test(`docs/dashboard.md has ${name}, and what its address takes`, () => {
    const row = rows.find((line) => line.includes(`** \`/${path}`));
    assert.ok(row !== undefined, `a row that begins **Name** \`/${path}\``);
    if (inNavigation !== undefined) assert.match(row, new RegExp(`^\\| \\*\\*${inNavigation}\\*\\*`));
    for (const parameter of Object.keys(query.shape)) {
      const described = rows.some(
        (line) => line.split('|')[1]?.includes(`\`${parameter}\``) && isOn(line.split('|')[2] ?? '', path),
      );
      assert.ok(described, `a row for \`${parameter}\` of /${path}`);
    }
  });
}

test('docs/dashboard.md says for how long pages are kept', () => {
  for (const words of [
    `ends ${IDLE_MS / 60_000} minute after the last page`,
    `at least for ${REST_FACTOR} times as long`,
    `longer than ${SLOW_MS} ms`,
    `at most ${MAX_AGE_MS / 60_000} minutes old`,
  ]) {
    assert.ok(text.includes(words), words);
  }
});

function isOn(cell: string, path: string): boolean {
  return cell.trim() === 'all' || cell.includes(`\`/${path}\``);
}
