/** A text inside another YAML file, in every form that YAML writes it: each character is found where it stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Document, isScalar, parseDocument, Scalar } from 'yaml';
import { offsetsIn } from '../../src/config/held-text.ts';

const FORMS = ['BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN'] as const;
const piece = fc.constantFrom(
  'mappings:\n',
  '- match: a.*\n',
  '  name: "b"\n',
  "it's",
  'a b',
  '\n',
  ' ',
  '\\',
  '\\n',
  '\t',
  '#',
  'é',
  '🦜',
  '\u0001',
  '\u00a0',
  'a long line that a writer of YAML folds, since it is longer than eighty characters in all',
);

test('each character that is no white space is found where it stands in the file', () => {
  const pieces = fc.array(fc.oneof(piece, fc.string()), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(pieces, fc.constantFrom(...FORMS), fc.nat({ max: 6 }), (texts, form, depth) => {
      const scalar = new Scalar(texts.join(''));
      scalar.type = form;
      const outer = new Document({ first: 'x' });
      outer.setIn(
        Array.from({ length: depth + 1 }, (_, at) => `k${at}`),
        scalar,
      );
      const source = outer.toString();
      const held = parseDocument(source).getIn(
        Array.from({ length: depth + 1 }, (_, at) => `k${at}`),
        true,
      );
      // The writer has plain texts that its reader takes for a map.
      fc.pre(isScalar(held));
      const offsetOf = offsetsIn(source, held as Scalar);
      for (const { 0: character, index } of String(held.value).matchAll(/\S/gu)) {
        const found = source.slice(offsetOf(index));
        assert.ok(
          found.startsWith(character) || found.startsWith('\\'),
          `${JSON.stringify(character)} ${index}`,
        );
      }
    }),
    { numRuns: 2_000 },
  );
});
