/** What is advised names an option, a variable or a file that the command that was run has. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { CommandModule } from '../../src/commands/command.ts';
import * as doctor from '../../src/commands/doctor.ts';
import * as inventory from '../../src/commands/inventory.ts';
import * as publish from '../../src/commands/publish.ts';
import * as top from '../../src/commands/top.ts';
import { runCommand } from './run.ts';

const server = createServer((_, response) => {
  response.statusCode = 401;
  response.end();
});
let url = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const NOWHERE = '/nowhere/popcon.db';

interface Case {
  readonly name: string;
  readonly command: CommandModule;
  readonly args: () => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly line: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: 'a folder for a ledger, to write',
    command: inventory,
    args: () => ['--from-file', `${import.meta.dirname}/../e2e/unused-requirements.txt`, '--ledger', '/'],
    line: /^\/ is a folder; name another file with --ledger$/,
  },
  {
    name: 'a folder for a ledger, to read',
    command: top,
    args: () => ['--from', '/'],
    line: /^\/ is a folder; name another file with --from$/,
  },
  {
    name: 'a ledger that a variable names',
    command: top,
    args: () => [],
    env: { POPCON_FROM: NOWHERE },
    line: /name a ledger with POPCON_FROM$/,
  },
  {
    name: 'a ledger that is not there, to publish from',
    command: publish,
    args: () => ['--review', '--from', NOWHERE],
    line: /name a ledger with --from$/,
  },
  {
    name: 'a collector that wants a token',
    command: top,
    args: () => ['--from', `http://me:hush@${url.slice(7)}`],
    line: /the user name and password it was sent; set POPCON_FROM_TOKEN or --from-token-file, or write/,
  },
];

for (const { name, command, args, env = {}, line } of CASES) {
  test(name, async (t) => {
    const set = Object.entries(env);
    for (const [variable, value] of set) process.env[variable] = value;
    t.after(() => {
      for (const [variable] of set) delete process.env[variable];
    });
    const ran = await runCommand(command, args(), { nowMs: Date.now() });
    assert.match(ran.line ?? '', line);
    assert.doesNotMatch(ran.line ?? '', /hush/);
  });
}

test('each server that doctor asks has a variable of its own for the token', async () => {
  const args = ['--json', '--collector', url, '--prometheus', url.replace('127.0.0.1', 'localhost')];
  const { stdout } = await runCommand(doctor, args, { nowMs: Date.now() });
  const checks: readonly { check: string; advice?: string }[] = JSON.parse(stdout).checks;
  const advice = (of: string) => checks.find(({ check }) => check === of)?.advice;
  assert.match(
    advice('collector') ?? '',
    /^set POPCON_FROM_TOKEN or --from-token-file, or write user:password@/,
  );
  assert.match(advice('prometheus') ?? '', /^set POPCON_PROMETHEUS_TOKEN, or write user:password@/);
});
