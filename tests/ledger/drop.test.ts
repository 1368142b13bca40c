import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { giveBackRoom } from '../../src/ledger/drop.ts';

/** How the file gives back its pages, and what the calls after a drop of some 1,200 pages say. */
const GIVEN_BACK: Readonly<Record<string, readonly boolean[]>> = {
  INCREMENTAL: [true, true, false, false],
  NONE: [false],
};

for (const [mode, said] of Object.entries(GIVEN_BACK)) {
  test(`room is given back in portions, as far as it can be: ${mode}`, () => {
    using db = new DatabaseSync(':memory:');
    db.exec(`PRAGMA auto_vacuum = ${mode}; CREATE TABLE filling (bytes)`);
    db.exec('INSERT INTO filling VALUES (zeroblob(1_200 * 4_096)); DELETE FROM filling');
    assert.deepEqual(
      said.map(() => giveBackRoom(db)),
      said,
    );
  });
}
