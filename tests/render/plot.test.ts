/** Pictures as they stand in a page under a strict policy, and as files of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barX, barY, ruleY, text } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { drawSvg } from '../../src/render/plot.ts';

const rows = [
  { name: '<script>alert("1")</script> & more', count: 1 / 3 },
  { name: "it's", count: 2 },
];

test('nothing inline: no style element, no style attribute, no script', () => {
  const svg = drawSvg({ marks: [barY(rows, { x: 'name', y: 'count', title: 'name' }), ruleY([0])] }, 'x');
  assert.doesNotMatch(svg, /<style|style=|<script/);
});

test('it is well-formed whatever a name holds, and the name is shown as it is', () => {
  const svg = drawSvg({ marks: [text(rows, { x: 'count', text: 'name' })] }, 'a "label" <b> & more');
  assert.doesNotMatch(svg, /&(?!(?:amp|lt|gt|quot);)/, 'no bare ampersand');
  assert.doesNotMatch(svg, /"[^"<]*<[^"]*"(?=[ />])/, 'no bare angle bracket in an attribute');
  const { document } = parseHTML(`<!doctype html><body>${svg}`);
  assert.equal(document.querySelector('svg')?.getAttribute('aria-label'), 'a "label" <b> & more');
  const shown = [...document.querySelectorAll('text')].map((element) => element.textContent);
  for (const { name } of rows) assert.ok(shown.includes(name), name);
});

test('with a label it is an image; without, it and its links are for the pointer alone', () => {
  const marks = [barX(rows, { x: 'count', href: 'name' })];
  assert.match(drawSvg({ marks }, 'counts'), /^<svg [^>]*role="img"/);
  const hidden = drawSvg({ marks });
  assert.match(hidden, /^<svg [^>]*aria-hidden="true"/);
  assert.equal(hidden.match(/<a /g)?.length, hidden.match(/<a [^>]*tabindex="-1"/g)?.length);
});

test('digits that nobody can see are dropped', () => {
  const svg = drawSvg({ marks: [barY(rows, { x: 'name', y: 'count' })] }, 'x');
  assert.doesNotMatch(svg.replaceAll(/>[^<]*</g, '><'), /\d\.\d{3}/);
});
