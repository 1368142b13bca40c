/** What is asked of days before anything was recorded: pages, API and command line leave them out alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sinceRecorded } from '../../src/reports/recorded-window.ts';
import { day, type RecordedDay, record } from './recorded.ts';

const at = (text: string): RecordedDay => ({ day: day(text), namespace: 'a', processes: 1 });
const ASKED = { from: day('2026-03-01'), to: day('2026-05-29') };

const CASES: Readonly<Record<string, readonly [days: readonly string[], from: string]>> = {
  'recording began on the last day': [['2026-05-29'], '2026-05-29'],
  'it began within the window': [['2026-04-02', '2026-05-01'], '2026-04-02'],
  'it began before, and was silent': [['2026-01-02', '2026-05-01'], '2026-03-01'],
  'a year before, and was silent': [['2025-03-02', '2026-05-01'], '2026-03-01'],
  'nothing in the window': [['2026-01-02'], '2026-03-01'],
  'nothing at all': [[], '2026-03-01'],
};

for (const [what, [days, from]] of Object.entries(CASES)) {
  test(`${what}: from ${from}`, async () => {
    using source = await record({ days: days.map(at) });
    const { window, namespaces } = await sinceRecorded(source, { window: ASKED, namespaces: ['b'] });
    assert.deepEqual([window, namespaces], [{ from: day(from), to: ASKED.to }, ['b']]);
  });
}
