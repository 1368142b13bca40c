/** `popcon inventory`: what an environment has installed, to a ledger, a collector, a file, or just to look at. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { environmentName, type Inventory } from '../environment/inventory.ts';
import { readList } from '../environment/lists/read-list.ts';
import { language } from '../languages/languages.ts';
import { formatInventory } from '../render/inventory.ts';
import { makeProgress } from '../render/progress.ts';
import { dayOf, formatDay } from '../series/day.ts';
import { addConfiguration } from './answer/configuration.ts';
import { readFile, readOptionBytes, sayNotes } from './answer/file.ts';
import type { Context } from './command.ts';
import { type Keeping, keepInventory } from './inventory/keep.ts';
import { takeInventory } from './inventory/take.ts';
import { print } from './json.ts';
import { addOptions } from './options.ts';
import { addServerOptions } from './server.ts';

interface Options extends Keeping {
  readonly python?: string;
  readonly fromFile?: string;
  readonly namespaces?: readonly string[];
}

const DEFAULT_NAME = 'default';
/** Distributions on the caller's search path, such as a module's reporter, are not the environment's. */
const WITHOUT_PYTHONPATH =
  'PYTHONPATH is left out on purpose; where it brings the reporter, take the inventory with it: python -m popularity_contest.inventory';

export function define(command: Command, context: Context): void {
  addOptions(command, [
    new Option(
      '-p, --python <path>',
      `a Python of the environment, such as /opt/conda/bin/python (default: ${language.inventory.interpreter})`,
    ),
    new Option(
      '--from-file <file>',
      'instead of --python: a list that pip, conda, uv or Poetry wrote, or an inventory',
    ).conflicts('python'),
    new Option('-e, --environment <name>', `name of the environment (default: ${DEFAULT_NAME})`).argParser(
      parseName,
    ),
    new Option(
      '--namespaces <names>',
      'namespaces whose processes run in it, separated by commas; only these are evidence about it',
    ).argParser((names) => names.split(',')),
    new Option(
      '-l, --ledger <file>',
      'record it in this ledger (default: the one that answers read)',
    ).conflicts(['push', 'output']),
    new Option('--push <url>', 'record it at a collector, such as http://127.0.0.1:9102').conflicts('output'),
    new Option('-o, --output <file>', 'write it to a file, as JSON'),
    new Option('--json', 'print it as JSON; alone, record nothing'),
  ]);
  addConfiguration(command, context, {});
  addServerOptions(command, '120s');
  command
    .addHelpText(
      'after',
      '\nIn an image without Node: python -m popularity_contest.inventory.\ndocs/inventory.md says what is in it.',
    )
    .action((chosen: Options) => run(chosen, context));
}

async function run(options: Options, context: Context): Promise<void> {
  using progress = makeProgress(context.stderr, context.now, context.env);
  progress.wait('taking the inventory');
  const { namespaces } = options;
  const inventory = { ...(await read(options, context)), ...(namespaces && { namespaces }) };
  const where = await keepInventory(inventory, options, context);
  progress[Symbol.dispose]();
  print(inventory, (_, style) => `${formatInventory(inventory, style)}\n${where}\n`, options, context);
}

async function read({ python, fromFile, environment }: Options, context: Context): Promise<Inventory> {
  const day = formatDay(dayOf(context.now()));
  if (fromFile === undefined) {
    const [program, name] = [python ?? language.inventory.interpreter, environment ?? DEFAULT_NAME];
    const inventory = await takeInventory(program, name, day);
    if (context.env.PYTHONPATH && inventory.activation === 'none') sayNotes([WITHOUT_PYTHONPATH], context);
    return inventory;
  }
  const bytes = readOptionBytes('--from-file', fromFile);
  const { inventory, notes } = readList(fromFile, bytes, { environment, day, read: readFile });
  sayNotes(notes, context);
  return inventory;
}

function parseName(text: string): string {
  const parsed = environmentName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`${text} ${parsed.error.issues[0]?.message}`);
}
