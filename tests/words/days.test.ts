import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDays, formatWhen } from '../../src/words/days.ts';

test('a span of days by both ends, a single day by itself', () => {
  const day = { from: '2026-11-24', to: '2026-11-24' };
  const days = { from: '2026-11-23', to: '2026-11-24' };
  assert.deepEqual(
    [formatDays(day), formatWhen(day), formatDays(days), formatWhen(days)],
    ['2026-11-24', 'on 2026-11-24', '2026-11-23 to 2026-11-24', 'from 2026-11-23 to 2026-11-24'],
  );
});
