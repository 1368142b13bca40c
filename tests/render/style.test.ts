/** Colour and characters by what the terminal and the person at it want. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProgress } from '../../src/render/progress.ts';
import { type Surface, styleFor } from '../../src/render/style.ts';

const TERMINAL = { isTTY: true, columns: 80 };
const PIPE = {};

const COLOURS: readonly (readonly [string, Surface, Record<string, string>, boolean])[] = [
  ['a terminal', TERMINAL, {}, true],
  ['a pipe', PIPE, {}, false],
  ['a pipe, FORCE_COLOR', PIPE, { FORCE_COLOR: '1' }, true],
  ['a terminal, FORCE_COLOR=0', TERMINAL, { FORCE_COLOR: '0' }, false],
  ['an empty FORCE_COLOR says nothing', PIPE, { FORCE_COLOR: '' }, false],
  ['NO_COLOR', TERMINAL, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR says nothing', TERMINAL, { NO_COLOR: '' }, true],
  ['who wants none gets none', TERMINAL, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['TERM=dumb', TERMINAL, { TERM: 'dumb' }, false],
  ['TERM=dumb, FORCE_COLOR', TERMINAL, { TERM: 'dumb', FORCE_COLOR: '1' }, true],
];
for (const [name, surface, env, isBold] of COLOURS) {
  test(`colour: ${name}`, () => assert.equal(styleFor(surface, env).bold('x') !== 'x', isBold));
}

test('the style of a line ends before its line feed', () => {
  const { dim } = styleFor(TERMINAL, {});
  assert.equal(dim('a\nb\n'), '\u001b[2ma\nb\u001b[22m\n');
});

const PLAIN: readonly (readonly [string, Record<string, string>, boolean])[] = [
  ['nothing said', {}, false],
  ['TERM=dumb', { TERM: 'dumb' }, true],
  ['LANG=C.UTF-8', { LANG: 'C.UTF-8' }, false],
  ['LC_ALL=C', { LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, true],
  ['LANG=de_DE.utf8', { LANG: 'de_DE.utf8' }, false],
  ['LC_CTYPE before LANG', { LC_CTYPE: 'POSIX', LANG: 'C.UTF-8' }, true],
];
for (const [name, env, isPlain] of PLAIN) {
  test(`characters: ${name}`, () => {
    const drawn = styleFor(TERMINAL, env).draw('▁▂▃▄▅▆▇█░ a… → b');
    assert.equal(drawn, isPlain ? '_.:-=+*#. a~ > b' : '▁▂▃▄▅▆▇█░ a… → b');
  });
}

test('progress is for terminals that can erase a line, and leaves nothing behind', () => {
  const written = (surface: Surface, env = {}) => {
    const lines: string[] = [];
    let clock = 0;
    const stream = { ...surface, write: (line: string) => lines.push(line) };
    {
      using progress = makeProgress(stream, () => clock, env);
      progress.show('days', 1, 2);
      clock = 3_000;
      progress.show('days', 2, 2);
      progress.hold('reading');
    }
    return lines.join('');
  };
  assert.equal(written(PIPE), '');
  assert.equal(written(TERMINAL, { TERM: 'dumb' }), '');
  const text = written(TERMINAL);
  assert.doesNotMatch(text, /1 of 2/, 'what is over soon shows nothing');
  assert.match(text, /2 of 2 days.*reading…/s);
  assert.ok(text.endsWith('\r\u001b[K'), 'the line is erased');
});
