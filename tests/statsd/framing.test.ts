import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { frameLines, type LineSink, StreamFramer } from '../../src/statsd/framing.ts';

/** Collects lines as text; a line that is too long is `…`. */
function collect(): { readonly lines: string[]; readonly sink: LineSink } {
  const lines: string[] = [];
  return {
    lines,
    sink: {
      line: (bytes, start, end) => lines.push(Buffer.from(bytes.subarray(start, end)).toString('latin1')),
      lineTooLong: () => lines.push('…'),
    },
  };
}

function ofDatagram(text: string): string[] {
  const { lines, sink } = collect();
  frameLines(Buffer.from(text, 'latin1'), sink);
  return lines;
}

function ofStream(chunks: readonly string[], maxLineBytes: number): string[] {
  const { lines, sink } = collect();
  const framer = new StreamFramer(maxLineBytes, sink);
  for (const chunk of chunks) framer.push(Buffer.from(chunk, 'latin1'));
  framer.end();
  return lines;
}

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', '', []],
  ['one line', 'a:1|c', ['a:1|c']],
  ['an LF at the end', 'a:1|c\n', ['a:1|c']],
  ['two lines', 'a:1|c\nb:2|c', ['a:1|c', 'b:2|c']],
  ['CR LF', 'a:1|c\r\nb:2|c\r\n', ['a:1|c', 'b:2|c']],
  ['a CR at the very end', 'a:1|c\r', ['a:1|c']],
  ['only one CR goes', 'a\r\r\n', ['a\r']],
  ['a CR within', 'a\rb\n', ['a\rb']],
  ['empty lines', '\n\r\na\n\n\nb\n\r', ['a', 'b']],
  ['a long one', `${'0123456789'.repeat(15)}\na`, ['0123456789'.repeat(15), 'a']],
];

test('lines of a datagram', () => {
  for (const [name, text, expected] of CASES) assert.deepEqual(ofDatagram(text), expected, name);
});

test('lines of a stream, cut at every byte', () => {
  for (const [name, text, expected] of CASES) {
    for (let cut = 0; cut <= text.length; cut++) {
      assert.deepEqual(
        ofStream([text.slice(0, cut), text.slice(cut)], 200),
        expected,
        `${name}, cut at ${cut}`,
      );
    }
    assert.deepEqual(ofStream([...text], 200), expected, `${name}, byte by byte`);
  }
});

test('a line longer than the bound is refused once, wherever it is cut, and the next is read', () => {
  const text = `${'x'.repeat(8)}\n${'y'.repeat(9)}\nz\n${'w'.repeat(20)}`;
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const chunks = [text.slice(0, first), text.slice(first, second), text.slice(second)];
      assert.deepEqual(ofStream(chunks, 8), ['xxxxxxxx', '…', 'z', '…'], `cut at ${first} and ${second}`);
    }
  }
});

test('an endless line is held up to the bound and no further', () => {
  const { lines, sink } = collect();
  const framer = new StreamFramer(1024, sink);
  const chunk = new Uint8Array(65_536).fill(0x61);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 1_000; i++) framer.push(chunk);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  framer.push(Buffer.from('\nb'));
  framer.end();
  assert.deepEqual(lines, ['…', 'b']);
});

test('a stream in any pieces has the lines of a datagram', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n'), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(40), { maxLength: 6 }), (whole, cuts) => {
      const places = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
      const chunks = places.slice(1).map((end, index) => whole.slice(places[index], end));
      assert.deepEqual(ofStream(chunks, 64), ofDatagram(whole));
    }),
    { numRuns: 2_000 },
  );
});
