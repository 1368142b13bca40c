/** `popcon inventory`: what an environment has installed, to a ledger, a collector, a file, or just to look at. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { environmentName, type Inventory } from '../environment/inventory.ts';
import { readList } from '../environment/read-list.ts';
import { Failure } from '../failure.ts';
import { formatInventory } from '../render/inventory.ts';
import { styleFor } from '../render/style.ts';
import { dayOf, formatDay } from '../series/day.ts';
import type { Context } from './command.ts';
import { DEFAULT_LEDGER, type Keeping, keepInventory, readText, toJson } from './inventory/keep.ts';
import { takeInventory } from './inventory/take.ts';

interface Options extends Keeping {
  readonly python?: string;
  readonly fromFile?: string;
  readonly name?: string;
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
    new Option(
      '--ledger <file>',
      `record it in a ledger (default: ${DEFAULT_LEDGER}, where there is one)`,
    ).conflicts(['push', 'output']),
    new Option('--push <url>', 'record it at a collector, such as http://127.0.0.1:9102').conflicts('output'),
    new Option('--token-file <file>', "with --push: file that holds the collector's push token"),
    new Option('--output <file>', 'write it to a file, as JSON'),
    new Option('--json', 'print it as JSON; by itself, record it nowhere'),
  ];
  for (const option of options) command.addOption(option);
  command
    .addHelpText(
      'after',
      '\nIn an image without Node: python -m popularity_contest.inventory.\ndocs/inventory.md says what is in it.',
    )
    .action((chosen: Options) => run(chosen, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const inventory = await read(options, formatDay(dayOf(context.now())));
  const where = await keepInventory(inventory, options, context.signal);
  if (options.json) {
    context.stdout.write(toJson(inventory));
    return;
  }
  context.stdout.write(formatInventory(inventory, styleFor(context.stdout, context.env)));
  context.stdout.write(`\n${where}\n`);
}

async function read({ python, fromFile, name }: Options, day: string): Promise<Inventory> {
  if (fromFile === undefined) return takeInventory(python ?? DEFAULT_PYTHON, name ?? DEFAULT_NAME, day);
  const text = readText(fromFile);
  if (text === undefined) throw new Failure('no-file', `${fromFile}: no such file, or not readable`);
  return readList(fromFile, text, { environment: name, day, read: readText });
}

function parseName(text: string): string {
  const parsed = environmentName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`${text} ${parsed.error.issues[0]?.message}`);
}
