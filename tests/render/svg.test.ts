/** Pictures as they stand in a page under a strict policy, and as files of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { area, element, picture, textAt } from '../../src/render/svg.ts';

const HOSTILE = '<script>alert("1")</script> & \u0000 more, \ud800';

test('it is well-formed whatever a name holds, and the name is shown as it is', () => {
  const svg = picture(
    { width: 10, height: 10, label: HOSTILE },
    area({ x: 1 }, { title: HOSTILE, href: `?a="${HOSTILE}` }),
    textAt({}, HOSTILE),
  );
  assert.doesNotMatch(svg, /<style|style=|<script/);
  assert.doesNotMatch(svg, /&(?!(?:amp|lt|gt|quot);)/, 'no bare ampersand');
  assert.doesNotMatch(svg, /"[^"<]*<[^"]*"(?=[ />])/, 'no bare angle bracket in an attribute');
  const { document } = parseHTML(`<!doctype html><body>${svg}`);
  const shown = HOSTILE.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd');
  assert.equal(document.querySelector('svg')?.getAttribute('aria-label'), shown);
  assert.equal(document.querySelector('title')?.textContent, shown);
  assert.equal(document.querySelector('text')?.textContent, shown);
});

test('with a label it is an image; without, it and its links are for the pointer alone', () => {
  const content = area({ x: 1 }, { title: 'one', href: 'a' });
  assert.match(picture({ width: 1, height: 1, label: 'counts' }, content), /^<svg [^>]*role="img"/);
  const hidden = picture({ width: 1, height: 1 }, content);
  assert.match(hidden, /^<svg [^>]*aria-hidden="true"/);
  assert.match(hidden, /<a [^>]*tabindex="-1"/);
});

test('digits that nobody can see are dropped', () => {
  assert.equal(element('rect', { x: 1 / 3, y: 2, width: undefined }), '<rect x="0.33" y="2"/>');
});
