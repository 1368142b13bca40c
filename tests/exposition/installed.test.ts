import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstalledAtZero } from '../../src/exposition/installed.ts';
import type { RecordedSeries } from '../../src/exposition/ledger-families.ts';

/** Committed series by id, from 1; the array may grow. */
const committed = (keys: string[]) => ({
  get lastId() {
    return keys.length;
  },
  get: (id: number): RecordedSeries | undefined => {
    const key = keys[id - 1];
    return key === undefined ? undefined : { key, name: key.split('{')[0] ?? '', total: 1 };
  },
});
const keysOf = (series: Iterable<RecordedSeries>) => [...series].map(({ key, total }) => `${key} ${total}`);
const imported = (labels: string) => `python_popcon_imported_package{${labels}}`;

test('an installed package is at 0 until a series of its name is there, whatever its other labels', () => {
  const keys = [imported('namespace="hub",package="numpy"'), 'python_popcon_processes{package="scipy"}'];
  const installed = new InstalledAtZero();
  installed.setInstalled(['numpy', 'scipy', 'six']);
  assert.deepEqual(keysOf(installed.without(committed(keys))), [
    `${imported('package="scipy"')} 0`,
    `${imported('package="six"')} 0`,
  ]);
  keys.push(imported('package="six"'));
  assert.deepEqual(keysOf(installed.without(committed(keys))), [`${imported('package="scipy"')} 0`]);
});

test('a new inventory changes what is at 0, and what was imported stays out', () => {
  const series = committed([imported('package="numpy"')]);
  const installed = new InstalledAtZero();
  assert.deepEqual(keysOf(installed.without(series)), []);
  installed.setInstalled(['numpy', 'six']);
  assert.deepEqual(keysOf(installed.without(series)), [`${imported('package="six"')} 0`]);
  installed.setInstalled(['numpy']);
  assert.deepEqual(keysOf(installed.without(series)), []);
});
