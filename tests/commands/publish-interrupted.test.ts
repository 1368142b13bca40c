/** A publication that is called off: nothing is recorded, nothing is on disk, however late it was. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { planPublication } from '../../src/commands/publish/prepare.ts';
import { publish, type Steps } from '../../src/commands/publish/publish.ts';
import { readRecord } from '../../src/commands/publish/record.ts';
import { secureUniform } from '../../src/release/noise.ts';
import { checkedDay } from '../../src/series/day.ts';
import { openSource } from '../../src/sources/open.ts';
import { fillLedger, madeUpNamespaces, madeUpPackages } from '../ledger-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-called-off-'));
const ledger = join(folder, 'popcon.db');
const site = join(folder, 'site');
const TODAY = checkedDay('2026-06-10');

before(() =>
  fillLedger(ledger, {
    packages: madeUpPackages(5),
    namespaces: madeUpNamespaces(2),
    days: 100,
    lastDay: '2026-06-09',
  }),
);
after(() => rmSync(folder, { recursive: true }));

async function publishUntil(step: Steps['step'], signal: AbortSignal) {
  const request = {
    by: 'month',
    days: { from: TODAY - 200, to: TODAY },
    terms: { minProcesses: 20, byNamespace: true, today: TODAY },
  } as const;
  using source = await openSource(ledger, {
    endpoint: { timeoutMs: 1_000, maxBytes: 0 },
    now: Date.now,
    signal,
    progress: () => undefined,
  });
  const record = readRecord(ledger);
  const plan = await planPublication(source, record, request);
  const job = { request, plan, record, recordPath: ledger };
  return await publish(source, site, job, secureUniform, { signal, step });
}

for (const [stage, last] of [
  ['counted', 1],
  ['drawn', 4],
] as const) {
  test(`called off when ${stage} ${last}`, async () => {
    const controller = new AbortController();
    const step: Steps['step'] = (what, done) => {
      if (what === stage && done === last) controller.abort();
    };
    await assert.rejects(publishUntil(step, controller.signal), { name: 'AbortError' });
    assert.deepEqual(readRecord(ledger).released, []);
    assert.ok(!existsSync(site));
  });
}

test('left alone, it is recorded and on disk', async () => {
  const { fresh } = await publishUntil(() => undefined, new AbortController().signal);
  assert.equal(readRecord(ledger).released.length, fresh.length);
  assert.ok(existsSync(join(site, 'index.html')));
});
