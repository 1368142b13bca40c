/** What a page needs outside of its own file: its row in the documentation, with every parameter of its address. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
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

function isOn(cell: string, path: string): boolean {
  return cell.trim() === 'all' || cell.includes(`\`/${path}\``);
}
