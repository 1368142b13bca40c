import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writtenReasons } from '../../../src/web/pages/verdict.ts';

test('what people wrote stands with its place, and is text', () => {
  const html = writtenReasons([
    { file: 'environment.yml', line: 12, comments: ['DATA 8', '<b>x</b>'] },
    { file: 'r.txt', line: 1, comments: [] },
  ]);
  assert.equal(
    String(html),
    '<ul class="quiet"><li>environment.yml:12: DATA 8; &lt;b&gt;x&lt;/b&gt;</li><li>r.txt:1</li></ul>',
  );
  assert.equal(writtenReasons(undefined), '');
});
