/** What rose and fell by more than noise: a package that nobody took up or gave up must not stand there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesReport } from '../../src/reports/changes.ts';
import { day, everyDay, record } from './recorded.ts';

test('only what is more than noise is told, the largest move first', async () => {
  using source = await record({
    days: [
      ...everyDay('2026-04-01', '2026-04-30', {
        namespace: 'hub',
        processes: 1_000,
        packages: { even: 20, steady: 300, riser: 50, leaver: 40, rare: 2, doubled: 2 },
      }),
      ...everyDay('2026-05-01', '2026-05-30', {
        namespace: 'hub',
        processes: 1_000,
        packages: { even: 20, steady: 305, riser: 90, newcomer: 30, rare: 1, doubled: 4 },
      }),
      { day: day('2026-05-02'), namespace: 'hub', packages: { once: 3 } },
    ],
  });
  const window = { from: day('2026-05-01'), to: day('2026-05-30') };
  const earlier = { from: day('2026-04-01'), to: day('2026-04-30') };
  const { rows } = await changesReport(source, { window }, earlier);
  assert.deepEqual(
    rows.map((row) => `${row.package} ${row.change}`),
    ['leaver gone', 'riser rose', 'newcomer new'],
  );
});
