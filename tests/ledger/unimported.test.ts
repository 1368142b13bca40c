import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { migrate } from '../../src/ledger/migrate.ts';
import { Unimported } from '../../src/ledger/unimported.ts';

function setUp() {
  const db = new DatabaseSync(':memory:');
  migrate(db);
  const insert = db.prepare('INSERT INTO series VALUES (?, ?, ?, ?, 1, 1, 1)');
  let id = 0;
  const count = (labels: Record<string, string>, name = 'python_popcon_imported_package') =>
    insert.run(++id, `${name}${JSON.stringify(labels)}`, name, JSON.stringify(labels));
  const install = (...names: readonly string[]) => {
    db.exec('DELETE FROM installed; DELETE FROM inventories');
    db.exec("INSERT INTO inventories VALUES ('hub', 1, '{}')");
    for (const name of names) db.prepare("INSERT INTO installed VALUES ('hub', ?, 1, 1)").run(name);
  };
  return { db, count, install };
}

test('an installed package is unimported until a series of its name is there, whatever its other labels', () => {
  const { db, count, install } = setUp();
  const unimported = new Unimported();
  count({ namespace: 'hub', package: 'numpy' });
  count({ package: 'scipy' }, 'python_popcon_processes');
  install('numpy', 'scipy', 'six');
  assert.deepEqual([...unimported.names(db, 1)], ['scipy', 'six']);
  count({ package: 'six' });
  assert.deepEqual([...unimported.names(db, 1)], ['scipy']);
});

test('a new inventory changes what is unimported, and what was imported stays out', () => {
  const { db, count, install } = setUp();
  const unimported = new Unimported();
  count({ package: 'numpy' });
  assert.deepEqual([...unimported.names(db, 1)], []);
  install('numpy', 'six');
  assert.deepEqual([...unimported.names(db, 2)], ['six']);
  install('numpy');
  assert.deepEqual([...unimported.names(db, 3)], []);
});
