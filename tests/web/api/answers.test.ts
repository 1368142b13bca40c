/** The answers of the API are those of the command line, byte for byte, and what OpenAPI says of them holds. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import type { Hono } from 'hono';
import * as backtest from '../../../src/commands/backtest.ts';
import type { CommandModule } from '../../../src/commands/command.ts';
import * as top from '../../../src/commands/top.ts';
import * as trend from '../../../src/commands/trend.ts';
import * as unused from '../../../src/commands/unused.ts';
import * as why from '../../../src/commands/why.ts';
import { openLedgerForReading } from '../../../src/ledger/open.ts';
import { makeLog } from '../../../src/log.ts';
import { checkedDay, startOfDayMs } from '../../../src/series/day.ts';
import { ledgerSource } from '../../../src/sources/ledger.ts';
import { answerOperations } from '../../../src/web/api/answer-operations.ts';
import { ANSWERS, requirePoints } from '../../../src/web/api/answers.ts';
import { apiRoutes } from '../../../src/web/api/api.ts';
import { readPageConfiguration } from '../../../src/web/dashboard/page-configuration.ts';
import { answerFailure } from '../../../src/web/failure.ts';
import { runCommand } from '../../commands/run.ts';
import { fillLedger, madeUpInventory, madeUpNamespaces, madeUpPackages } from '../../ledger-fixture.ts';

const LAST_DAY = '2026-11-24';
const today = checkedDay(LAST_DAY);
const folder = mkdtempSync(join(tmpdir(), 'popcon-answers-api-'));
const path = join(folder, 'popcon.db');
let db: DatabaseSync;
let app: Hono;

before(async () => {
  await fillLedger(path, {
    packages: madeUpPackages(20),
    namespaces: madeUpNamespaces(2, 50),
    days: 60,
    lastDay: LAST_DAY,
    inventories: [madeUpInventory('image', '2026-09-20', ['package-0000', 'package-0001'])],
  });
  db = openLedgerForReading(path);
  const source = ledgerSource(db, `ledger ${path}`);
  const terms = () => readPageConfiguration({ configFile: undefined, keepFile: undefined }, today).judging();
  const operations = answerOperations((name, question) =>
    ANSWERS[name].answer(question, { source, today, terms }),
  );
  const log = makeLog({ level: 'error', format: 'logfmt', now: Date.now, write: () => undefined });
  app = apiRoutes(operations, { version: '1.2.3' }).onError(answerFailure(log, { version: '1.2.3' }));
});
after(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const SAME: readonly (readonly [address: string, command: CommandModule, args: string])[] = [
  ['top', top, '--json'],
  ['top?limit=3&since=30d', top, '--json --limit 3 --since 30d'],
  ['top?sort=fewest&limit=3', top, '--json --sort fewest --limit 3'],
  ['top?split=namespace&format=csv', top, '--csv --split namespace'],
  ['top?group-by=root', top, '--json --group-by root'],
  ['top?namespaces=hub-01&until=2026-11-01', top, '--json --namespace hub-01 --until 2026-11-01'],
  ['trend?packages=package-0000,package-0003&by=month', trend, 'package-0000 package-0003 --json --by month'],
  ['unused', unused, '--json'],
  ['unused?accept=60', unused, '--json --accept 60'],
  ['unused?format=markdown&min-days=10&below=5', unused, '--format markdown --min-days 10 --below 5'],
  [
    'unused?holidays=2026-10-10..2026-10-12,2026-10-20..2026-10-20&max-gap=3&closed=hub-01',
    unused,
    '--json --holiday 2026-10-10..2026-10-12 --holiday 2026-10-20 --max-gap 3 --closed hub-01',
  ],
  ['backtest?min-days=10&min-processes=1', backtest, '--json --min-days 10 --min-processes 1'],
  ['why?name=package-0001', why, 'package-0001 --json'],
];
for (const [address, command, args] of SAME) {
  test(`/api/v1/${address} is what the command line prints`, async () => {
    const response = await app.request(`/api/v1/${address}`);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const nowMs = startOfDayMs(today) + 3_600_000;
    const printed = await runCommand(command, [...args.split(' '), '--from', path], { nowMs });
    assert.equal(text, printed.stdout);
    const name = /^\w+/.exec(address)?.[0] as keyof typeof ANSWERS;
    if (response.headers.get('Content-Type') === 'application/json') {
      assert.equal(ANSWERS[name].schema.safeParse(JSON.parse(text)).error, undefined);
    }
  });
}

const REFUSED: readonly (readonly [address: string, status: number, message: RegExp])[] = [
  ['top?since=soon', 400, /since: is neither a day/],
  ['top?until=2026-11-25', 400, /until: 2026-11-25 is yet to come/],
  ['top?since=2026-11-02&until=2026-11-01', 400, /since: 2026-11-02 is after 2026-11-01/],
  ['top?since=99999y', 400, /since: 99999y is more than 100 years before/],
  ['top?since=0001-01-01', 400, /more than 100 years/],
  ['top?limits=3', 400, /limits/],
  ['top?namespaces=hub-07', 404, /did you mean hub-0/],
  ['trend', 400, /packages/],
  ['trend?packages=package-00000', 404, /did you mean package-0000/],
  ['unused?holidays=winter', 400, /holidays: expected FROM\.\.TO/],
  ['unused?environment=imag', 404, /did you mean image/],
  ['why?name=package-0000x', 404, /did you mean package-0000/],
];
for (const [address, status, message] of REFUSED) {
  test(`/api/v1/${address} is refused with ${status}`, async () => {
    const response = await app.request(`/api/v1/${address}`);
    assert.equal(response.status, status);
    assert.match(JSON.parse(await response.text()).error.message, message);
  });
}

test('each is described', async () => {
  const description = JSON.parse(await (await app.request('/api/v1/openapi.json')).text());
  for (const name of Object.keys(ANSWERS)) {
    const { parameters, responses } = description.paths[`/api/v1/${name}`].get;
    for (const { name: parameter, description: meaning } of parameters) {
      assert.ok(meaning, `${name}: ${parameter} has a meaning`);
    }
    assert.ok(responses[200].content['application/json'].schema);
  }
});

test('a trend has a bounded number of points', () => {
  requirePoints(10, { window: { from: 1, to: 36_500 } });
  assert.throws(
    () => requirePoints(20, { window: { from: 1, to: 36_500 } }),
    /packages: 20 over 36500 days are more than 500000 points/,
  );
});
