/** Same data, same answers: every source is asked the same questions about the same forty days. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { Hono } from 'hono';
import type { Inventory } from '../../src/environment/inventory.ts';
import { recordInventory } from '../../src/ledger/inventories.ts';
import { holdLedger, openLedgerForReading } from '../../src/ledger/open.ts';
import { Recorder } from '../../src/ledger/recorder.ts';
import { parseDay } from '../../src/series/day.ts';
import { keepPast } from '../../src/sources/keep-past.ts';
import { ledgerSource } from '../../src/sources/ledger.ts';
import { type OpenOptions, openSource, SOURCE_FORMS } from '../../src/sources/open.ts';
import { REMOVAL_EVENTS, type Source } from '../../src/sources/source.ts';
import { mountOperations } from '../../src/web/api/operation.ts';
import { usageOperations } from '../../src/web/api/usage.ts';
import { listenHttp } from '../../src/web/listen.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { scrape } from './samples.ts';
import { DAYS, events, expected, FIRST_DAY, NOW_MS, TODAY } from './scenario.ts';
import { startPrometheus, startVictoriaMetrics } from './servers.ts';

const OPEN: OpenOptions = {
  endpoint: { timeoutMs: 30_000, maxBytes: 64_000_000 },
  now: () => NOW_MS,
  signal: new AbortController().signal,
  progress: () => {},
};

const WINDOWS = {
  'all days': { from: FIRST_DAY, to: TODAY },
  'from before the first day': { from: FIRST_DAY - 100, to: TODAY },
  'to after the last day': { from: FIRST_DAY + 10, to: TODAY + 5 },
  'the middle': { from: FIRST_DAY + 7, to: FIRST_DAY + 20 },
  'one day': { from: FIRST_DAY + 9, to: FIRST_DAY + 9 },
  'today, which is not over': { from: TODAY, to: TODAY },
  'a silent weekend day': { from: FIRST_DAY + 5, to: FIRST_DAY + 5 },
  'before anything': { from: FIRST_DAY - 30, to: FIRST_DAY - 1 },
};

const NAMESPACES: Readonly<Record<string, readonly string[] | undefined>> = {
  'all namespaces': undefined,
  one: ['stat'],
  'two, one with a space': ['bio', 'old hub'],
  'those without': [''],
  unknown: ['nowhere', 'st.t'],
};

async function asksAll(t: TestContext, source: Source): Promise<void> {
  for (const [when, window] of Object.entries(WINDOWS)) {
    await t.test(`namespaces, ${when}`, async () => {
      assert.deepEqual(await source.namespaces({ window }), expected.namespaces(window));
    });
    await t.test(`processes of environments, ${when}`, async () => {
      assert.deepEqual(await source.environmentProcesses({ window }), expected.environmentProcesses(window));
    });
    await t.test(`imports without a name, ${when}`, async () => {
      assert.deepEqual(await source.unnamed({ window }), expected.unnamed(window));
    });
    for (const event of REMOVAL_EVENTS) {
      await t.test(`${event} of removals, ${when}`, async () => {
        const asked = { event, window };
        assert.deepEqual(await source.removalDays(asked), expected.removalDays(asked));
      });
    }
    for (const [who, namespaces] of Object.entries(NAMESPACES)) {
      const query = { window, ...(namespaces === undefined ? {} : { namespaces }) };
      await t.test(`processes, ${when}, ${who}`, async () => {
        assert.deepEqual(await source.processes(query), expected.processes(query));
      });
      for (const how of [{}, { split: true }, { days: true }, { split: true, days: true }]) {
        await t.test(`usage ${Object.keys(how).join(', ')}, ${when}, ${who}`, async () => {
          assert.deepEqual(await source.usage({ ...query, ...how }), expected.usage({ ...query, ...how }));
        });
      }
      const some = { ...query, packages: ['numpy', 'quoted"name\\', 'absent'] };
      await t.test(`usage of some, ${when}, ${who}`, async () => {
        assert.deepEqual(await source.usage(some), expected.usage(some));
      });
      const packages = ['numpy', 'PyYAML', 'quoted"name\\', 'absent', 'num.y'];
      await t.test(`history, ${when}, ${who}`, async () => {
        const asked = { ...query, packages };
        assert.deepEqual(await source.history(asked), expected.history(asked));
      });
      await t.test(`first days, ${when}, ${who}`, async () => {
        assert.deepEqual(await source.firstDays(query), expected.firstDays(query));
      });
      await t.test(`failed imports, ${when}, ${who}`, async () => {
        assert.deepEqual(await source.failedImports(query), expected.failedImports(query));
      });
      await t.test(`earlier than ${when}, ${who}`, async () => {
        const asked = { ...query, before: window.from, except: new Set(['numpy', 'absent']) };
        assert.deepEqual(await source.earlier(asked), expected.earlier(asked));
      });
    }
  }
  await t.test('of a question no more than it takes', async () => {
    const window = WINDOWS['all days'];
    const asked = { window, packages: [], split: true };
    assert.deepEqual(await source.namespaces(asked), expected.namespaces(window));
    assert.deepEqual(await source.processes(asked), expected.processes(asked));
    assert.deepEqual(await source.firstDays(asked), expected.firstDays(asked));
    assert.deepEqual(await source.failedImports(asked), expected.failedImports(asked));
    assert.deepEqual(await source.unnamed(asked), expected.unnamed(window));
  });
  await t.test('the usage of no package', async () => {
    assert.deepEqual(await source.usage({ window: WINDOWS['all days'], packages: [] }), []);
  });
  await t.test('the history of no package', async () => {
    assert.deepEqual(await source.history({ window: WINDOWS['all days'], packages: [] }), []);
  });
}

const INVENTORY: Inventory = {
  format: 'popcon-inventory/2',
  environment: 'hub.image',
  day: '2026-03-20',
  source: 'python',
  activation: 'ipython',
  baseline: ['six'],
  unknown: [],
  distributions: [
    { name: 'numpy', version: '2.0', importNames: ['numpy'], bytes: 7, requirements: [] },
    { name: 'pandas', requirements: [{ name: 'numpy', extras: ['a'] }], entryPoints: { g: ['x'] } },
  ],
};

/** Inventories are kept by ledgers and collectors; a Prometheus has none. */
async function keepsInventories(t: TestContext, source: Source): Promise<void> {
  await t.test('environments', async () => {
    assert.deepEqual(await source.environments(), ['hub.image', 'other']);
    assert.equal(await source.environment('none'), undefined);
    const installed = await source.environment('hub.image');
    assert.deepEqual(installed?.inventory, INVENTORY);
    assert.deepEqual(
      installed?.firstSeen,
      new Map([
        ['numpy', parseDay('2026-03-01')],
        ['pandas', parseDay('2026-03-20')],
      ]),
    );
  });
}

async function fillLedger(path: string): Promise<void> {
  const ledger = holdLedger(path);
  const recorder = new Recorder(path, ledger.db);
  const ids = new Map<string, number>();
  for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day += 1) {
    const newSeries = [];
    const amounts = new Map<number, number>();
    for (const { series, amount } of events.filter((event) => event.day === day)) {
      const known = ids.get(series.key);
      const id = known ?? ids.size + 1;
      if (known === undefined) {
        ids.set(series.key, id);
        newSeries.push({ id, key: series.key });
      }
      amounts.set(id, (amounts.get(id) ?? 0) + amount);
    }
    recorder.record({
      day,
      newSeries,
      ids: Uint32Array.from(amounts.keys()),
      amounts: Float64Array.from(amounts.values()),
      samples: amounts.size,
    });
    await recorder.flush();
    if (recorder.failure !== undefined) throw recorder.failure;
  }
  await recorder.write((db) => {
    const [numpy, ...others] = INVENTORY.distributions;
    assert.ok(numpy !== undefined);
    recordInventory(db, { ...INVENTORY, day: '2026-03-01', distributions: [numpy] });
    recordInventory(db, INVENTORY);
    recordInventory(db, { ...INVENTORY, environment: 'other', distributions: others });
  });
  await recorder.settle();
  ledger.release();
}

describe('contract of sources', () => {
  test('every kind of source is asked below', () => {
    assert.equal(SOURCE_FORMS, 'a ledger file, http://COLLECTOR:9102 or prometheus+http://SERVER:9090');
  });

  const folder = mkdtempSync(join(tmpdir(), 'popcon-contract-'));
  const path = join(folder, 'popcon.db');
  before(() => fillLedger(path));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('a ledger file', async (t) => {
    using source = await openSource(path, OPEN);
    await asksAll(t, source);
    await keepsInventories(t, source);
  });

  test('a ledger of whose past the answers are kept', async (t) => {
    using source = await openSource(path, OPEN);
    const options = { nowMs: () => 0, maxAgeMs: 1, maxRows: 100_000 };
    for (const today of [TODAY, TODAY - 10, TODAY + 3]) {
      const at = keepPast(options);
      await asksAll(t, at(source, today));
      await asksAll(t, at(source, today));
      await keepsInventories(t, at(source, today));
    }
  });

  test('a collector', async (t) => {
    const db = openLedgerForReading(path);
    const app = new Hono();
    mountOperations(app, usageOperations(ledgerSource(db, 'its ledger')));
    const listener = await listenHttp(app, { host: '127.0.0.1', port: 0 });
    try {
      using source = await openSource(`http://${listener.address}`, OPEN);
      await asksAll(t, source);
      await keepsInventories(t, source);
    } finally {
      await listener.close();
      db.close();
    }
  });

  test('a Prometheus with two collectors behind it', async (t) => {
    const prometheus = findPeer('prometheus');
    const promtool = findPeer('promtool');
    if (!hasPeer(t, prometheus, 'prometheus') || !hasPeer(t, promtool, 'promtool')) return;
    const server = await startPrometheus({ prometheus, promtool }, scrape(events, NOW_MS / 1000));
    try {
      using source = await openSource(`prometheus+${server.url}`, OPEN);
      await asksAll(t, source);
    } finally {
      await server.stop();
    }
  });

  test('a VictoriaMetrics with two collectors behind it', async (t) => {
    const program = findPeer('victoria-metrics');
    if (!hasPeer(t, program, 'victoria-metrics')) return;
    const server = await startVictoriaMetrics(program, scrape(events, NOW_MS / 1000));
    try {
      using source = await openSource(`prometheus+${server.url}`, OPEN);
      await asksAll(t, source);
    } finally {
      await server.stop();
    }
  });
});
