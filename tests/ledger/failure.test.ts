/** What SQLite and the file system throw, in plain words. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { ledgerFailure } from '../../src/ledger/failure.ts';

const PATH = join(tmpdir(), 'popcon.db');
const sqlite = (errcode: number) => Object.assign(new Error('as SQLite says'), { errcode });
const system = (code: string) => Object.assign(new Error('as the system says'), { code });

const FAILURES: readonly (readonly [error: unknown, code: string, message: RegExp])[] = [
  [sqlite(1), 'ledger-corrupt', /is damaged: .* \(as SQLite says\)$/],
  [sqlite(3), 'ledger-read-only', /is read-only, or its folder is$/],
  [sqlite(5), 'ledger-busy', /is locked by another program: /],
  [sqlite(5 | (2 << 8)), 'ledger-busy', /is locked by another program: /],
  [sqlite(6), 'ledger-busy', /is locked by another program: /],
  [sqlite(8), 'ledger-read-only', /is read-only, or its folder is$/],
  [sqlite(10 | (2 << 8)), 'ledger-failed', /: its disk fails \(as SQLite says\): /],
  [sqlite(11), 'ledger-corrupt', /is damaged: .* says what is lost$/],
  [sqlite(13), 'ledger-disk-full', /^no space left for /],
  [sqlite(14), 'ledger-unopenable', /cannot be opened: /],
  [sqlite(26), 'ledger-not-a-database', /is not a database$/],
  [sqlite(19), 'ledger-failed', /: as SQLite says$/],
  [system('EACCES'), 'ledger-unopenable', /cannot be opened: /],
  [system('EDQUOT'), 'ledger-disk-full', /^no space left for /],
  [system('ENOSPC'), 'ledger-disk-full', /^no space left for /],
  [system('EROFS'), 'ledger-read-only', /is read-only, or its folder is$/],
  [system('EIO'), 'ledger-failed', /: as the system says$/],
  ['no error at all', 'ledger-failed', /: no error at all$/],
];

for (const [error, code, message] of FAILURES) {
  const { errcode, code: name } = Object(error);
  test(`${errcode ?? name ?? error} is ${code}`, () => {
    const failure = ledgerFailure(PATH, error);
    assert.equal(failure.code, code);
    assert.match(failure.message, message);
    assert.ok(failure.message.includes(PATH));
    assert.deepEqual([failure.cause, failure.about], [error, PATH]);
  });
}

test('what says already what is wrong is left as it is', () => {
  const failure = new Failure('ledger-in-use', 'in use');
  assert.equal(ledgerFailure(PATH, failure), failure);
});
