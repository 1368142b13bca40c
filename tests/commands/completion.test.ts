/** The completion scripts, of a few made-up commands with one of each kind of word; tests/e2e/ has real shells run them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeInBash } from '../../src/commands/completion/bash.ts';
import { completeInFish } from '../../src/commands/completion/fish.ts';
import { completeInZsh } from '../../src/commands/completion/zsh.ts';
import * as completion from '../../src/commands/completion.ts';
import { type CommandDescription, describeCommands } from '../../src/commands/describe.ts';
import { matchGolden } from '../golden.ts';
import { runCommand } from './run.ts';

const SHELLS = { bash: completeInBash, zsh: completeInZsh, fish: completeInFish };

const option = (long: string, more: Partial<CommandDescription['options'][number]> = {}) => ({
  short: undefined,
  long,
  value: undefined,
  choices: [],
  help: `what ${long} does`,
  ...more,
});
const command = (name: string, more: Partial<CommandDescription> = {}): CommandDescription => ({
  name,
  summary: `what ${name} does`,
  arguments: [],
  options: [],
  examples: [],
  ...more,
});
const argument = (name: string, choices: readonly string[] = []) => ({ name, choices, help: '' });

const ALONE = command('top', {
  summary: "a hub's \\ packages",
  options: [
    option('--json', { help: "it's [JSON]: \\" }),
    option('--yes', { short: '-y' }),
    option('--from', { short: '-l', value: '<file>' }),
    option('--copy-in', { value: '<folder>' }),
    option('--format', { value: '<format>', choices: ['table', 'csv'] }),
    option('--split', { short: '-s', value: '<what>', choices: ['namespace', 'root'] }),
    option('--into', { value: '<dir>' }),
    option('--at', { value: '<path>' }),
    option('--with', { value: '<program>' }),
  ],
});
const COMMANDS = [
  ALONE,
  command('ledger top', { options: [option('--limit', { value: '<n>' })] }),
  command('ledger drop', { arguments: [argument('<file...>')] }),
  command('shell', { arguments: [argument('<shell>', ['bash', 'zsh'])] }),
  command('why', { arguments: [argument('<package>')] }),
];

for (const [shell, complete] of Object.entries(SHELLS)) {
  test(`${shell}: each kind of word`, () => matchGolden(`completion/${shell}`, complete(COMMANDS)));
  test(`${shell}: without a command of commands`, () =>
    matchGolden(`completion/${shell}-alone`, complete([ALONE])));
  test(`popcon completion ${shell}: of the commands as they are`, async () => {
    const { stdout } = await runCommand(completion, [shell], { nowMs: 0 });
    assert.equal(stdout, complete(await describeCommands()));
  });
}

test('popcon completion takes the shells that there are', async () => {
  await assert.rejects(runCommand(completion, ['csh'], { nowMs: 0 }), /Allowed choices are bash, zsh, fish/);
});
