/**
 * The JSON API of a running collector, fuzzed by schemathesis from its own OpenAPI description: whatever is sent,
 * it answers as described, and never with a failure of its own.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dayOf, formatDay } from '../../src/series/day.ts';
import { fillLedger, madeUpInventory, madeUpNamespaces, madeUpPackages } from '../ledger-fixture.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { startCollectorProcess } from './running.ts';

const EXAMPLES_AN_OPERATION = 60;
const TOKEN = 'a-token-for-this-test-alone';

test('schemathesis finds nothing to complain of', async (t) => {
  const schemathesis = findPeer('schemathesis');
  if (!hasPeer(t, schemathesis, 'schemathesis')) return;
  const folder = mkdtempSync(join(tmpdir(), 'popcon-schemathesis-'));
  const path = join(folder, 'popcon.db');
  const today = formatDay(dayOf(Date.now()));
  await fillLedger(path, {
    packages: madeUpPackages(40),
    namespaces: madeUpNamespaces(3, 50),
    days: 30,
    lastDay: today,
    inventories: [madeUpInventory('datahub', today, ['package-0000', 'package-0001'])],
  });
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${TOKEN}\n`);
  // So that each operation has something to answer with. A parameter that is too long may be refused by the HTTP
  // server itself, with a 431, before anybody can look at it.
  writeFileSync(
    join(folder, 'schemathesis.toml'),
    `[checks]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "406", "413", "415", "431"]

[[operations]]
include-name = "GET /api/v1/environments/{name}"
parameters = { "path.name" = "datahub" }

[[operations]]
include-name = "GET /api/v1/trend"
parameters = { "query.packages" = "package-0000", "query.namespaces" = "hub-00" }

[[operations]]
include-name = "GET /api/v1/why"
parameters = { "query.name" = "package-0000", "query.environment" = "datahub", "query.namespaces" = "hub-00" }
`,
  );
  const collector = await startCollectorProcess(path, `--web.push-token-file=${tokenFile}`);
  try {
    const args = [
      '--no-color',
      'run',
      `${collector.url}/api/v1/openapi.json`,
      `--url=${collector.url}`,
      `--header=Authorization: Bearer ${TOKEN}`,
      `--max-examples=${EXAMPLES_AN_OPERATION}`,
      // That a window ends before it begins, or a name is not percent-encoded, no JSON schema can say: such input
      // is valid by the schema and refused with a 400 all the same.
      '--exclude-checks=positive_data_acceptance',
      '--seed=1',
    ];
    const { code, output } = await run(schemathesis, args, folder);
    const [, operations] = /Tested: (\d+)/.exec(output) ?? [];
    const [, cases] = /(\d+) generated/.exec(output) ?? [];
    t.diagnostic(`${operations} operations, ${cases} requests`);
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /returned only 404/, 'every operation was reached');
    assert.ok(Number(operations) >= 5 && Number(cases) >= 200, output);
    assert.equal((await fetch(`${collector.url}/-/healthy`)).status, 200);
    assert.equal(await collector.end(), 0);
  } finally {
    await collector.end('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | string | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { cwd, maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? child.signalCode, output: stdout + stderr }),
    );
  });
}
