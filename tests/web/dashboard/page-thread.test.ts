/** The thread that makes pages: the same answers as in this one, refusals as failures, an end that is mended. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { Failure } from '../../../src/failure.ts';
import { openLedgerForReading } from '../../../src/ledger/open.ts';
import { checkedDay, type Day } from '../../../src/series/day.ts';
import { ledgerSource } from '../../../src/sources/ledger.ts';
import { answerView } from '../../../src/web/dashboard/answer-view.ts';
import { inventoryArchive } from '../../../src/web/dashboard/inventory-archive.ts';
import { readPageConfiguration } from '../../../src/web/dashboard/page-configuration.ts';
import { type PageThread, pageThread } from '../../../src/web/dashboard/page-thread.ts';
import type { PageContext } from '../../../src/web/pages/page-context.ts';
import type { View } from '../../../src/web/pages/view.ts';
import { dashboardSite } from '../../../src/web/site.ts';
import { fillLedger, madeUpInventory, madeUpNamespaces, madeUpPackages } from '../../ledger-fixture.ts';
import { sampleStatus } from '../sample-reports.ts';

const LAST_DAY = '2026-11-24';
const folder = mkdtempSync(join(tmpdir(), 'popcon-pages-'));
const path = join(folder, 'popcon.db');
const keepFile = join(folder, 'keep.txt');
const config = { ledgerPath: path, identity: { version: '1.2.3' }, keepFile, configFile: undefined };
const context: PageContext = {
  today: checkedDay(LAST_DAY),
  clock: '19:58',
  status: sampleStatus,
  reportAddress: { host: '127.0.0.1', port: 9125 },
  pushAddress: 'http://localhost:9102',
};
const overview: View = { page: 'overview', period: '30d' };
let thread: PageThread;

before(async () => {
  await fillLedger(path, {
    packages: madeUpPackages(20),
    namespaces: madeUpNamespaces(2, 50),
    days: 40,
    lastDay: LAST_DAY,
    inventories: [madeUpInventory('image', '2026-10-20', ['package-0000'])],
  });
  thread = pageThread(config);
});
after(async () => {
  await thread.close();
  rmSync(folder, { recursive: true });
});

test('its answer is the one that this thread would make', async () => {
  const db = openLedgerForReading(path);
  const source = ledgerSource(db, `ledger ${path}`);
  const archive = inventoryArchive(db);
  const here = await answerView(
    {
      ...context,
      site: dashboardSite({ version: '1.2.3', clock: context.clock }),
      source,
      archive,
      configuration: readPageConfiguration({ configFile: undefined, keepFile: undefined }, context.today),
    },
    overview,
  );
  db.close();
  assert.match(here.text, /; as of 19:58 UTC<\/p>/);
  assert.deepEqual(await thread.answer(overview, context), here);
});

test('a refusal comes back as the failure that it is', async () => {
  const question = thread.answer({ page: 'package', period: '30d', package: 'package-0000x' }, context);
  await assert.rejects(question, (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.code, 'unknown-name');
    assert.match(error.message, /did you mean package-0000/);
    return true;
  });
});

test('the keep-list is read for each page, and its absence is told', async () => {
  const unused: View = { page: 'unused', period: '30d', download: 'csv' };
  await assert.rejects(thread.answer(unused, context), { code: 'file-unreadable' });
  writeFileSync(keepFile, '# nothing yet\n');
  assert.match((await thread.answer(unused, context)).text, /^idle-0,[^,]*,unused so far,/m);
  writeFileSync(keepFile, 'IDLE_*  # for a course\n');
  assert.match((await thread.answer(unused, context)).text, /^idle-0,[^,]*,kept,/m);
});

test('what popcon.yml says is read for each page: holidays, thresholds, what is kept and until when', async () => {
  const configFile = join(folder, 'popcon.yml');
  writeFileSync(configFile, 'keep: [{name: idle-0, reason: a course, until: 2026-11-30}]\n');
  const configured = pageThread({
    ledgerPath: path,
    identity: { version: '1.2.3' },
    keepFile: undefined,
    configFile,
  });
  const unused: View = { page: 'unused', period: '30d', download: 'csv' };
  try {
    const verdictOn = async (today: Day) => {
      const { text } = await configured.answer(unused, { ...context, today });
      return /^idle-0,[^,]*,([a-z ]+),/m.exec(text)?.[1];
    };
    assert.equal(await verdictOn(context.today), 'kept');
    writeFileSync(configFile, 'keep: [{name: idle-0, until: 2026-01-31}]\n');
    assert.equal(await verdictOn(context.today), 'unused so far');
    writeFileSync(configFile, 'thresholds: {min-days: 400}\n');
    assert.equal(await verdictOn(context.today), 'too new');
    writeFileSync(configFile, 'holiday: []\n');
    await assert.rejects(configured.answer(unused, context), /popcon\.yml:1:1: .*did you mean `holidays`/);
  } finally {
    await configured.close();
  }
});

test('what waits when it ends is refused, and the next question starts it anew', async () => {
  const waiting = thread.answer(overview, context);
  const refused = assert.rejects(waiting, { code: 'pages-ended' });
  await thread.close();
  await refused;
  assert.match((await thread.answer(overview, context)).text, /package-0000/);
});

test('it ends when nobody asks, and starts anew for who does', async () => {
  const started: Worker[] = [];
  const onStart = (message: unknown) => started.push((message as { readonly worker: Worker }).worker);
  subscribe('worker_threads', onStart);
  const idle = pageThread(config, 50);
  await idle.answer(overview, context);
  assert.equal(started.length, 1);
  await once(started[0] ?? process, 'exit');
  assert.match((await idle.answer(overview, context)).text, /package-0000/);
  assert.equal(started.length, 2);
  unsubscribe('worker_threads', onStart);
  await idle.close();
});

test('questions past what may wait are refused at once', async () => {
  const asked = Array.from({ length: 80 }, () =>
    Promise.resolve()
      .then(() => thread.answer(overview, context))
      .then(
        () => 'answered',
        (error: unknown) => (error instanceof Failure ? error.code : String(error)),
      ),
  );
  const outcomes = Object.groupBy(await Promise.all(asked), (outcome) => outcome);
  assert.equal(outcomes.answered?.length, 64);
  assert.equal(outcomes['pages-busy']?.length, 16);
});
