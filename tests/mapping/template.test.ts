// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of mapping rules look like those of JavaScript
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileGlobTemplate, compileRegexTemplate, expand } from '../../src/mapping/template.ts';

/** Captures of a glob with 11 wildcards: `$0` is the whole name, `$1` is one, `$10` is ten. */
const CAPTURES = ['a.b', 'one', 'two', 'three', ...'456789'.split(''), 'ten', 'eleven'];

test('references of glob rules', () => {
  for (const [text, expected, ...unknown] of [
    ['', ''],
    ['plain', 'plain'],
    ['$1', 'one'],
    ['${1}', 'one'],
    ['a$1-b', 'aone-b'],
    ['${1}_$2', 'one_two'],
    ['$1-$10', 'one-ten'],
    ['$01', 'one'],
    ['$1.$1', 'one.one'],
    ['100%-$1', '100%-one'],
    ['$0', 'a.b'],
    ['n_${0}', 'n_a.b'],
    ['$00', 'a.b'],
    ['$12', '', '$12'],
    ['$1x', '', '$1x'],
    ['$1$2', '', '$1$2'],
    ['$name', '', '$name'],
    ['$$1', '', '$$1'],
    ['a$', 'a$'],
    ['${1', 'one'],
    ['{$1}', '{one'],
    ['$é', '$é'],
  ] as const) {
    const compiled = compileGlobTemplate(text, 11);
    assert.equal(expand(compiled.template, CAPTURES), expected, text);
    assert.deepEqual(compiled.unknown, unknown, text);
  }
});

test('references of regex rules, as Go expands them', () => {
  const captures = ['all', 'one', null, 'three'];
  for (const [text, expected, ...unknown] of [
    ['$0', 'all'],
    ['$1', 'one'],
    ['${1}x', 'onex'],
    ['$2', ''],
    ['$name', 'three'],
    ['${name}_', 'three_'],
    ['$4', '', '$4'],
    ['$01', '', '$01'],
    ['$1x', '', '$1x'],
    ['$other', '', '$other'],
    ['$constructor', '', '$constructor'],
    ['$$1', '$1'],
    ['$1$3', 'onethree'],
    ['${1', '${1'],
    ['$', '$'],
    ['$-', '$-'],
    ['$é', '', '$é'],
  ] as const) {
    const compiled = compileRegexTemplate(text, 3, { name: 3 });
    assert.equal(expand(compiled.template, captures), expected, text);
    assert.deepEqual(compiled.unknown, unknown, text);
  }
});
