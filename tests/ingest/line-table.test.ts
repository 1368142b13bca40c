import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineTable } from '../../src/ingest/line-table.ts';

const bytesOf = (text: string) => Buffer.from(text);

test('a line that is found is the one that was learned, whatever else is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 200 }), (texts) => {
      const table = new LineTable(64, 512);
      const learned = new Map<string, number>();
      for (const [index, text] of texts.entries()) {
        const bytes = bytesOf(text);
        const slot = table.find(bytes, 0, bytes.length);
        if (slot >= 0) assert.equal(table.seriesOf(slot), learned.get(text));
        else {
          table.learn(bytes, 0, bytes.length, index, 1);
          learned.set(text, index);
        }
      }
    }),
  );
});

test('lines of one length are found again, each as it was learned', () => {
  const table = new LineTable(1_000, 100_000);
  const lines = Array.from({ length: 200 }, (_, at) => bytesOf(`>name.${1_000 + at}:1|c<`));
  for (const [at, bytes] of lines.entries()) {
    assert.ok(table.find(bytes, 1, bytes.length - 1) < 0);
    table.learn(bytes, 1, bytes.length - 1, at, at / 2);
  }
  assert.equal(table.size, lines.length);
  for (const [at, bytes] of lines.entries()) {
    const slot = table.find(bytes, 1, bytes.length - 1);
    assert.deepEqual([table.seriesOf(slot), table.amountOf(slot)], [at, at / 2]);
  }
});

/** Blocks that collide under plain FNV, whatever stands before them: 2^16 lines of one hash, were it not seeded. */
test('lines made to collide cost about what others do', () => {
  const [first, second] = collidingBlocks();
  const made: string[] = [];
  for (let bits = 0; bits < 2 ** 14; bits++) {
    let text = 'atk.x:1.';
    for (let stage = 0; stage < 14; stage++) text += (bits >> stage) & 1 ? second : first;
    made.push(`${text}|c`);
  }
  const plain = made.map((text, index) => `${String(index).padStart(7, '0')}${text.slice(7)}`);
  timeOf(plain);
  const ratio = timeOf(made) / timeOf(plain);
  assert.ok(ratio < 10, `${ratio.toFixed(1)} times`);
});

/** Two 9-digit texts of one plain FNV hash behind a common start. */
function collidingBlocks(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let number = 100_000_000; ; number++) {
    const text = String(number * 7 + 13).slice(-9);
    let hash = 0;
    for (const byte of bytesOf(text)) hash = Math.imul(hash ^ byte, 0x01000193);
    const other = seen.get(hash);
    if (other !== undefined && other !== text) return [other, text];
    seen.set(hash, text);
  }
}

function timeOf(texts: readonly string[]): number {
  const table = new LineTable(65_536, 4 * 1024 * 1024);
  const lines = texts.map(bytesOf);
  const began = process.cpuUsage();
  for (let round = 0; round < 3; round++) {
    for (const bytes of lines) {
      if (table.find(bytes, 0, bytes.length) < 0) table.learn(bytes, 0, bytes.length, 1, 1);
    }
  }
  return process.cpuUsage(began).user;
}

test('a line that is longer than most is not learned', () => {
  const table = new LineTable(10, 10_000);
  for (const length of [513, 512]) {
    const bytes = Buffer.alloc(length, 'x');
    assert.ok(table.find(bytes, 0, length) < 0);
    table.learn(bytes, 0, length, 1, 1);
    assert.equal(table.size, length > 512 ? 0 : 1);
  }
});
