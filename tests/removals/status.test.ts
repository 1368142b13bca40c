/** How far a removal is, by what is installed, told and missed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Removal } from '../../src/removals/removal.ts';
import { type RemovalStatus, removalStatus } from '../../src/removals/status.ts';
import { formatWhere, REMOVALS_FORMATS } from '../../src/render/removals.ts';
import { styleFor } from '../../src/render/style.ts';
import { day, everyDay, inventoryOf, library, type RecordedDay, record } from '../reports/recorded.ts';

const TODAY = day('2026-12-01');
const BASE = { processes: 10, namespace: 'lab' };

interface Case {
  readonly name: string;
  readonly since: string;
  readonly on: string;
  readonly installed?: boolean;
  readonly days?: readonly RecordedDay[];
  readonly tolerate?: number;
  readonly state: RemovalStatus['state'];
  readonly told?: string;
  readonly missed?: string;
  readonly command?: string;
}

/** On one day: by so many processes. */
const missedOn = (text: string, processes: number, namespace = 'lab'): RecordedDay => ({
  day: day(text),
  namespace,
  processes: 10,
  missed: { old: processes },
});
const told = (from: string, to: string) => everyDay(from, to, { ...BASE, told: { old: 2, other: 9 } });
const quiet = everyDay('2026-11-01', '2026-11-30', BASE);
const DROP = 'popcon retire drop old older';

const CASES: readonly Case[] = [
  { name: 'nobody told yet', since: '2026-11-20', on: '2027-01-15', state: 'announced', told: '' },
  {
    name: 'told since, not before',
    since: '2026-11-20',
    on: '2027-01-15',
    days: told('2026-11-15', '2026-11-24'),
    state: 'announced',
    told: 'lab 10',
  },
  {
    name: 'its day is over',
    since: '2026-10-01',
    on: '2026-12-01',
    state: 'overdue',
    command: 'popcon propose old',
  },
  { name: 'gone on its day', since: '2026-10-01', on: '2026-12-01', installed: false, state: 'gone' },
  { name: 'gone before its day', since: '2026-10-01', on: '2027-01-01', installed: false, state: 'gone' },
  {
    name: 'missed, as tolerated',
    since: '2026-10-01',
    on: '2026-11-01',
    installed: false,
    days: [missedOn('2026-11-20', 3)],
    tolerate: 3,
    state: 'gone',
    missed: 'lab 3',
  },
  {
    name: 'missed by more',
    since: '2026-10-01',
    on: '2026-11-01',
    installed: false,
    days: [missedOn('2026-11-20', 3), missedOn('2026-11-21', 4, 'zoo'), missedOn('2026-11-21', 3, 'bio')],
    tolerate: 3,
    state: 'missed',
    missed: 'zoo 4, bio 3, lab 3',
    command: DROP,
  },
  {
    name: 'a year without a miss',
    since: '2025-06-01',
    on: '2025-08-01',
    installed: false,
    days: [missedOn('2025-09-01', 3)],
    state: 'closable',
    missed: 'lab 3',
    command: DROP,
  },
  {
    name: 'a year, of which nearly nothing was seen',
    since: '2025-06-01',
    on: '2025-08-01',
    installed: false,
    days: [missedOn('2025-12-05', 3)],
    state: 'missed',
  },
];

async function statusOf(
  { since, on, installed = true, days = [], tolerate = 0 }: Case,
  minDays: number,
): Promise<Awaited<ReturnType<typeof removalStatus>>> {
  using source = await record({ days: [...quiet, ...days].sort((a, b) => a.day - b.day) });
  const removal: Removal = {
    packages: ['old', 'older'],
    since: day(since),
    on: day(on),
    because: 'x',
    modules: new Map(),
    line: 1,
  };
  const inventory = inventoryOf(installed ? [library('old'), library('kept')] : [library('kept')]);
  return await removalStatus(
    [removal],
    source,
    { installed: { inventory, firstSeen: new Map() } },
    { today: TODAY, unmissedFrom: day('2025-12-02'), tolerate, minDays },
  );
}

for (const each of CASES) {
  test(each.name, async () => {
    const [status] = (await statusOf(each, 30)).removals;
    assert.ok(status !== undefined);
    assert.equal(status.state, each.state);
    if (each.told !== undefined) assert.equal(formatWhere(status.told), each.told);
    if (each.missed !== undefined) assert.equal(formatWhere(status.missed), each.missed);
    assert.equal(status.advice?.command, each.command ?? (each.state === 'missed' ? DROP : undefined));
  });
}

test('that nobody missed it says nothing where nobody reported', async () => {
  const [status] = (await statusOf({ ...requireCase('a year without a miss') }, 32)).removals;
  assert.equal(status?.state, 'missed');
});

test('the table says what to do', async () => {
  const report = await statusOf(requireCase('missed by more'), 30);
  const text = REMOVALS_FORMATS.table(report, styleFor({}, {}));
  assert.match(
    text,
    /^old \(and 1 with it\) {2}missed {2}2026-10-01 {2}2026-11-01 +0 +0 +10 {2}zoo 4, bio 3, lab 3$/m,
  );
  assert.match(
    text,
    /^old \(and 1 with it\): missed by 10 processes on 2 days, last on 2026-11-21; bring it back: install it again, and then: `popcon retire drop old older`$/m,
  );
});

function requireCase(name: string): Case {
  return CASES.find((each) => each.name === name) ?? assert.fail(name);
}
