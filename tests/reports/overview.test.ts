/** Who reports, who has fallen silent, who is over: the state of each namespace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overviewReport } from '../../src/reports/overview.ts';
import { day, everyDay, record } from './recorded.ts';

const WINDOW = { from: day('2026-05-01'), to: day('2026-05-30') };
const TERMS = { quiet: [], retired: ['over'], expected: ['never', 'here'] };

function recorded() {
  return record({
    days: [
      ...everyDay('2026-04-01', '2026-05-30', { namespace: 'here', processes: 10, packages: { numpy: 4 } }),
      ...everyDay('2026-04-01', '2026-05-10', { namespace: 'silent', processes: 3, packages: { six: 1 } }),
      ...everyDay('2026-04-01', '2026-05-10', { namespace: 'over', processes: 2 }),
      ...everyDay('2026-04-01', '2026-05-30', { namespace: 'uncounted', packages: { numpy: 1 } }),
    ],
  });
}

test('each namespace has its state and its processes, the most first', async () => {
  using source = await recorded();
  const { namespaces, missed, packages } = await overviewReport(source, { window: WINDOW }, TERMS);
  assert.deepEqual(
    namespaces.map(({ namespace, state, processes, silentDays }) => [
      namespace,
      state,
      processes,
      silentDays,
    ]),
    [
      ['here', 'reporting', 300, 0],
      ['silent', 'silent', 30, 20],
      ['over', 'closed', 20, 20],
      ['uncounted', 'no process counts', undefined, 0],
    ],
  );
  assert.deepEqual(missed, ['never']);
  assert.equal(packages, 2);
});

test('processes by day are those of the window, each namespace by itself and all together', async () => {
  using source = await recorded();
  const { days, namespaces, silences } = await overviewReport(source, { window: WINDOW }, TERMS);
  assert.deepEqual(
    [days.length, days[0], days.at(-1)],
    [30, { day: '2026-05-01', processes: 16 }, { day: '2026-05-30', processes: 11 }],
  );
  assert.deepEqual(namespaces.find(({ namespace }) => namespace === 'silent')?.days.slice(9, 11), [3, 0]);
  assert.deepEqual(
    silences.map(({ namespace, silent }) => [namespace, silent.from]),
    [
      ['silent', '2026-05-11'],
      ['never', '2026-05-01'],
    ],
  );
});

test('of the namespaces asked for alone, also those that must report', async () => {
  using source = await recorded();
  const { namespaces, missed } = await overviewReport(
    source,
    { window: WINDOW, namespaces: ['here'] },
    TERMS,
  );
  assert.deepEqual([namespaces.map(({ namespace }) => namespace), missed], [['here'], []]);
});
