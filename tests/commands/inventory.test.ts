/** `popcon inventory` on a real Python, to each of the places it keeps one. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Command } from 'commander';
import { z } from 'zod';
import type { Context } from '../../src/commands/command.ts';
import * as inventory from '../../src/commands/inventory.ts';
import { inventorySchema } from '../../src/environment/inventory.ts';
import { Failure } from '../../src/failure.ts';
import { inventoriedEnvironments, latestInventory } from '../../src/ledger/inventories.ts';
import { openLedger, openLedgerForReading } from '../../src/ledger/open.ts';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';
import { runCommand } from './run.ts';

const text = { encoding: 'utf8' } as const;
/** What pip finds in the environment that it runs in: names required, and those that each extra adds. */
const IN_PIP = `
import json
from pip._internal.metadata import get_default_environment
from pip._vendor.packaging.utils import canonicalize_name
rows = {}
for one in get_default_environment().iter_installed_distributions(local_only=True, skip=()):
    names = lambda extras: sorted({canonicalize_name(r.name) for r in one.iter_dependencies(extras)})
    extras = {canonicalize_name(e): names([e]) for e in one.iter_provided_extras()}
    rows[canonicalize_name(one.raw_name)] = {"plain": names([]), "extras": extras}
print(json.dumps(rows))
`;
const pipRow = z.object({ plain: z.array(z.string()), extras: z.record(z.string(), z.array(z.string())) });
const LIST = 'numpy==1.26\nscipy\n';
const nowMs = Date.parse('2026-11-24T15:00:00Z');
let folder = '';
const at = (name: string) => join(folder, name);

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'popcon-inventory-'));
  writeFileSync(at('requirements.txt'), LIST);
  writeFileSync(at('token'), 's3cret\n');
});
after(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]): Promise<string> {
  let stdout = '';
  const context: Context = {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: () => assert.fail('nothing of its own goes to stderr') },
    env: {},
    now: () => nowMs,
    signal: new AbortController().signal,
    finding: () => assert.fail('an inventory finds nothing'),
  };
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  inventory.define(command, context);
  await command.parseAsync([...args], { from: 'user' });
  return stdout;
}

const failure = (message: RegExp) => (error: unknown) =>
  error instanceof Failure && message.test(error.message);

/** A server that answers every request alike, and what it was sent. */
async function withServer(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('popcon inventory', () => {
  test('takes it from a real Python', { timeout: 120_000 }, async (t) => {
    const python = findPeerPython();
    if (!hasPeer(t, python, 'a Python environment')) return;
    const inventory = inventorySchema.parse(
      JSON.parse(await run('--python', python, '--environment', 'peers', '--json')),
    );
    assert.equal(inventory.environment, 'peers');
    assert.equal(inventory.day, '2026-11-24');
    assert.ok(inventory.baseline.includes('ipykernel'));
    const jupyterhub = inventory.distributions.find(({ name }) => name === 'jupyterhub');
    assert.ok(jupyterhub?.requested && jupyterhub.commands?.includes('jupyterhub-singleuser'));
  });

  test('what is required is what pip says', { timeout: 120_000 }, async (t) => {
    const python = findPeerPython();
    if (!hasPeer(t, python, 'a Python environment')) return;
    const expected = z
      .record(z.string(), pipRow)
      .parse(JSON.parse(execFileSync(python, ['-c', IN_PIP], text)));
    const taken = inventorySchema.parse(JSON.parse(await run('--python', python, '--json')));
    const installed = new Set(Object.keys(expected));
    assert.deepEqual(new Set(taken.distributions.map(({ name }) => name)), installed);
    for (const { name, requirements = [] } of taken.distributions) {
      const under = (extra?: string) =>
        new Set(requirements.filter((one) => one.extra === extra).map((one) => one.name));
      const { plain = [], extras = {} } = expected[name] ?? {};
      assert.deepEqual(under(), new Set(plain), name);
      for (const [extra, names] of Object.entries(extras)) {
        const added = names.filter((one) => installed.has(one) && !plain.includes(one));
        const ours = [...under(extra)].filter((one) => !plain.includes(one));
        assert.deepEqual(new Set(ours), new Set(added), `${name}[${extra}]`);
      }
    }
  });

  test('says in a few lines what there is and what is not known, and that it is kept nowhere', async () => {
    assert.equal(
      await run('--from-file', at('requirements.txt')),
      [
        'default, 2026-11-24',
        'distributions  2',
        'not known      some versions, what was asked for and what came along, what',
        '               requires what, disk space, what can be imported, commands,',
        '               plugins, what a kernel loads before the reporter, whether the',
        '               reporter is switched on',
        '',
        'Recorded nowhere: there is no ./popcon.db; --ledger, --push or --output say where.',
        '',
      ].join('\n'),
    );
  });

  test('that PYTHONPATH is left out is said where it may be what brings the reporter', async () => {
    for (const [activation, PYTHONPATH, said] of [
      ['none', '/apps/popcon', /^PYTHONPATH is left out .* python -m popularity_contest\.inventory\n$/],
      ['none', '', /^$/],
      ['all-processes', '/apps/popcon', /^$/],
    ] as const) {
      const printed = {
        ...JSON.parse(await run('--from-file', at('requirements.txt'), '--json')),
        unknown: [],
        activation,
      };
      writeFileSync(at('python'), `#!/bin/sh\necho '${JSON.stringify(printed)}'\n`, { mode: 0o755 });
      const { stderr } = await runCommand(inventory, ['--python', at('python')], {
        nowMs,
        env: { PYTHONPATH },
      });
      assert.match(stderr, said);
      rmSync(at('python'));
    }
  });

  test('records it in a ledger', async () => {
    const ledger = at('popcon.db');
    const text = await run('--from-file', at('requirements.txt'), '--environment', 'hub', '--ledger', ledger);
    assert.ok(text.endsWith(`\nRecorded in ${ledger}.\n`));
    using db = openLedgerForReading(ledger);
    assert.deepEqual(latestInventory(db, 'hub')?.distributions, [
      { name: 'numpy', version: '1.26' },
      { name: 'scipy' },
    ]);
  });

  test('another environment does not take the place of one that was recorded, unless by its name', async () => {
    const ledger = at('one.db');
    const record = (list: string, ...args: readonly string[]) => {
      writeFileSync(at('list.txt'), list);
      return run('--from-file', at('list.txt'), '--ledger', ledger, ...args);
    };
    await record('numpy\nscipy\npandas\nflask\n');
    await record('numpy\nscipy\npandas\ndjango\nrequests\n');
    await assert.rejects(
      record('numpy\ntorch\njax\nkeras\n'),
      failure(/^`default` was another environment so far: of its 5 distributions and the 4 of this one, 1 /),
    );
    await record('numpy\ntorch\njax\nkeras\n', '--environment', 'gpu');
    await record('numpy\ntorch\njax\nkeras\n', '--environment', 'default');
    using db = openLedgerForReading(ledger);
    assert.deepEqual(inventoriedEnvironments(db), ['default', 'gpu']);
  });

  test('records it where serve keeps counts, where that is here', async (t) => {
    const home = process.cwd();
    const here = mkdtempSync(join(folder, 'here-'));
    process.chdir(here);
    t.after(() => process.chdir(home));
    await run('--from-file', at('requirements.txt'));
    assert.ok(!existsSync('popcon.db'));
    openLedger('popcon.db').close();
    assert.match(await run('--from-file', at('requirements.txt')), /Recorded in \.\/popcon\.db\.\n$/);
    await run('--from-file', at('requirements.txt'), '--environment', 'other', '--json');
    using db = openLedgerForReading('popcon.db');
    assert.deepEqual(inventoriedEnvironments(db), ['default']);
  });

  test('writes it to a file, from which it can be read again', async () => {
    await run('--from-file', at('requirements.txt'), '--output', at('x.json'));
    assert.equal(await run('--from-file', at('x.json'), '--json'), readFileSync(at('x.json'), 'utf8'));
  });

  test('pushes it with the token', async () => {
    const seen: string[] = [];
    const collector: RequestListener = async (request, response) => {
      const chunks = await request.toArray();
      const { environment } = JSON.parse(Buffer.concat(chunks).toString());
      seen.push(`${request.method} ${request.url} ${request.headers.authorization} ${environment}`);
      response.end('{}');
    };
    await withServer(collector, async (url) => {
      const to = ['--push', `${url}/sub`, '--from-token-file', at('token')];
      await run('--from-file', at('requirements.txt'), '--environment', 'hub', ...to);
    });
    assert.deepEqual(seen, ['PUT /sub/api/v1/environments/hub Bearer s3cret hub']);
  });

  test('a collector that refuses it is quoted, with what to do', async () => {
    const collector: RequestListener = (_, response) => {
      response.statusCode = 401;
      response.end('{"error":{"code":"no-token","message":"send the push token"}}');
    };
    await withServer(collector, (url) =>
      assert.rejects(
        run('--from-file', at('requirements.txt'), '--push', url),
        failure(/answered 401: it wants credentials, and was sent none \(send the push token\)$/),
      ),
    );
  });

  const refusals: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['a Python that is not there', () => ['--python', at('python')], /python: there is no such program/],
    [
      'a program that is no Python',
      () => ['--python', findPeer('true') ?? 'true'],
      /could not take the inventory/,
    ],
    ['a file that is not there', () => ['--from-file', at('gone')], /gone cannot be read \(ENOENT/],
    [
      'a folder that is not there',
      () => ['--from-file', at('requirements.txt'), '--output', at('no/x')],
      /--output .* cannot be written/,
    ],
    [
      'an empty token',
      () => ['--from-file', at('requirements.txt'), '--push', 'http://x', '--from-token-file', '/dev/null'],
      /holds no token/,
    ],
    [
      'a collector that is not there',
      () => ['--from-file', at('requirements.txt'), '--push', 'http://127.0.0.1:9'],
      /cannot be reached/,
    ],
    [
      'what is no ledger',
      () => ['--from-file', at('requirements.txt'), '--ledger', at('requirements.txt')],
      /is not a database/,
    ],
  ];
  for (const [name, args, message] of refusals) {
    test(`refuses ${name}`, () => assert.rejects(run(...args()), failure(message)));
  }

  const usage: readonly (readonly [string, readonly string[]])[] = [
    ['a name of no sense', ['--environment', 'a b']],
    ['two places', ['--ledger', 'a', '--push', 'b']],
    ['two origins', ['--python', 'a', '--from-file', 'b']],
  ];
  for (const [name, args] of usage) {
    test(`refuses ${name}`, () => assert.rejects(run(...args), /error: /));
  }
});
