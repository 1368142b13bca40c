/** `popcon inventory`: what an environment has installed, to a ledger, a collector, a file, or just to look at. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { environmentName, type Inventory } from '../environment/inventory.ts';
import { readList } from '../environment/read-list.ts';
import { Failure } from '../failure.ts';
import { ledgerFailure } from '../ledger/failure.ts';
import { recordInventory } from '../ledger/inventories.ts';
import { openLedger } from '../ledger/open.ts';
import { formatInventory } from '../render/inventory.ts';
import { styleFor } from '../render/style.ts';
import { dayOf, formatDay } from '../series/day.ts';
import type { Context } from './command.ts';
import { pushInventory } from './inventory/push.ts';
import { takeInventory } from './inventory/take.ts';

interface Options {
  readonly python?: string;
  readonly fromFile?: string;
  readonly name?: string;
  readonly ledger?: string;
  readonly push?: string;
  readonly tokenFile?: string;
  readonly output?: string;
  readonly json?: true;
}

const DEFAULT_PYTHON = 'python3';
const DEFAULT_NAME = 'default';

export function define(command: Command, context: Context): void {
  const options = [
    new Option(
      '--python <path>',
      `a Python of the environment, such as /opt/conda/bin/python (default: ${DEFAULT_PYTHON})`,
    ),
    new Option(
      '--from-file <file>',
      'instead: pip inspect, conda list --json, requirements.txt, environment.yml, or an inventory',
    ).conflicts('python'),
    new Option('--name <name>', `how the environment shall be called (default: ${DEFAULT_NAME})`).argParser(
      parseName,
    ),
    new Option('--ledger <file>', 'record it in a ledger').conflicts(['push', 'output']),
    new Option('--push <url>', 'record it at a collector, such as http://127.0.0.1:9102').conflicts('output'),
    new Option('--token-file <file>', "with --push: file that holds the collector's push token"),
    new Option('--output <file>', 'write it to a file, as JSON'),
    new Option('--json', 'print it as JSON'),
  ];
  for (const option of options) command.addOption(option);
  command
    .addHelpText(
      'after',
      '\nOne in an image without Node: python -m popularity_contest.inventory. docs/inventory.md says what is in it.',
    )
    .action((chosen: Options) => run(chosen, context));
}

async function run(options: Options, context: Context): Promise<void> {
  if (options.tokenFile !== undefined && options.push === undefined)
    throw new Failure('token-without-push', '--token-file is for --push URL');
  const inventory = await read(options, formatDay(dayOf(context.now())));
  const kept = await keep(inventory, options, context);
  if (options.json) {
    context.stdout.write(toJson(inventory));
    return;
  }
  context.stdout.write(formatInventory(inventory, styleFor(context.stdout, context.env)));
  context.stdout.write(`\n${kept ?? 'Kept nowhere: --ledger, --push and --output do.'}\n`);
}

async function read({ python, fromFile, name }: Options, day: string): Promise<Inventory> {
  if (fromFile === undefined) return takeInventory(python ?? DEFAULT_PYTHON, name ?? DEFAULT_NAME, day);
  const text = readText(fromFile);
  if (text === undefined) throw new Failure('no-file', `${fromFile}: no such file, or not readable`);
  return readList(fromFile, text, { environment: name, day, read: readText });
}

/** Keeps it where the options say; returns the sentence that tells where. */
async function keep(inventory: Inventory, options: Options, context: Context): Promise<string | undefined> {
  const { ledger, push, output, tokenFile } = options;
  if (ledger !== undefined) {
    recordIn(ledger, inventory);
    return `Recorded in ${ledger}.`;
  }
  if (push !== undefined) {
    const token = tokenFile === undefined ? undefined : readToken(tokenFile);
    await pushInventory(inventory, { url: push, token, signal: context.signal });
    return `Recorded at ${push}.`;
  }
  if (output !== undefined) {
    writeAtOnce(output, toJson(inventory));
    return `Written to ${output}.`;
  }
  return undefined;
}

function recordIn(path: string, inventory: Inventory): void {
  using db = openLedger(path);
  try {
    db.exec('BEGIN IMMEDIATE');
    recordInventory(db, inventory);
    db.exec('COMMIT');
  } catch (error) {
    throw ledgerFailure(path, error);
  }
}

function readToken(path: string): string {
  const token = readText(path)?.trim();
  if (token === undefined || token === '')
    throw new Failure('no-token', `--token-file ${path}: no token can be read there`);
  return token;
}

/** A reader of the file sees the old text or the new one. */
function writeAtOnce(path: string, text: string): void {
  const fresh = `${path}.new`;
  try {
    writeFileSync(fresh, text);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('unwritable-file', `--output ${path} cannot be written: ${reason}`, { cause: error });
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseName(text: string): string {
  const parsed = environmentName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`${text} ${parsed.error.issues[0]?.message}`);
}

function toJson(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`;
}
