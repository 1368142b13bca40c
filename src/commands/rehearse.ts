/** `popcon rehearse`: removes packages in a copy of the environment, and says what fails there only. */
import { accessSync, constants, existsSync, globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { inspectEnvironment, type PythonEnvironment } from '../activation/python.ts';
import type { Inventory } from '../environment/inventory.ts';
import { Failure } from '../failure.ts';
import { language } from '../languages/languages.ts';
import { rehearse } from '../rehearsal/rehearse.ts';
import type { Place } from '../rehearsal/try.ts';
import { removalsIn } from '../removals/removal.ts';
import { makeProgress } from '../render/progress.ts';
import { REHEARSAL_FORMATS } from '../render/rehearsal.ts';
import { requireKnown } from '../reports/nearest.ts';
import { dayOf, formatDay } from '../series/day.ts';
import { firstDayOf } from '../series/length.ts';
import { addConfiguration, type ConfiguredOptions } from './answer/configuration.ts';
import { addSourceOptions, isAbsent, type SourceOptions, withSource } from './answer/source.ts';
import type { Context } from './command.ts';
import { takeInventory } from './inventory/take.ts';
import { JSON_OPTION, type JsonOptions, print } from './json.ts';
import { addOptions, durationOption, repeatableOption } from './options.ts';

interface Options extends SourceOptions, ConfiguredOptions, JsonOptions {
  readonly python: string;
  readonly run?: readonly string[];
  readonly timeout: number;
  readonly copyIn?: string;
}

const ENVIRONMENT = 'rehearsed';

export function define(command: Command, context: Context): void {
  command.argument('[package...]', 'what goes (default: the removals of popcon.yml)');
  addOptions(command, [
    new Option('-p, --python <path>', 'a Python of the environment, such as /opt/conda/bin/python').default(
      language.inventory.interpreter,
    ),
    repeatableOption('--run <glob>', "scripts and notebooks to run, as 'tests/*.ipynb'"),
    durationOption('--timeout <duration>', 'how long one module, script or notebook may take', '10m'),
    new Option('--copy-in <folder>', 'where the copy is made (default: beside the environment)'),
    JSON_OPTION,
  ]);
  addSourceOptions(command);
  addConfiguration(command, context);
  command
    .addHelpText(
      'after',
      '\nThe environment is not changed. Exit code 1 where something fails in the copy alone.',
    )
    .action((names: readonly string[], chosen: Options) => run(names, chosen, context));
}

async function run(names: readonly string[], options: Options, context: Context): Promise<void> {
  const { stderr, env, now, signal } = context;
  const environment = await inspectEnvironment(options.python);
  const place = placeOf(environment);
  const day = formatDay(dayOf(now()));
  const inventory = await takeInventory(place.python, ENVIRONMENT, day);
  const groups = groupsOf(names, options, inventory);
  const runs = (options.run ?? []).flatMap(filesOf);
  const used = await usedDistributions(inventory, options, context);
  using progress = makeProgress(stderr, now, env);
  const report = await rehearse(
    {
      place,
      inventory,
      groups,
      used,
      runs,
      below: options.copyIn ?? besideOf(place.prefix),
      takeInventory: (python) => takeInventory(python, ENVIRONMENT, day),
    },
    { timeoutMs: options.timeout, signal, env },
    progress.show,
  );
  progress[Symbol.dispose]();
  print(report, REHEARSAL_FORMATS.table, options, context);
  if (report.broken.length > 0) context.finding();
}

/** The Python in the environment's own folder, whatever link to it was named. */
function placeOf({ prefix, version: [major, minor] }: PythonEnvironment): Place {
  const names = [`python${major}.${minor}`, 'python3', 'python'];
  const python = names.map((name) => join(prefix, 'bin', name)).find((path) => existsSync(path));
  if (python !== undefined && prefix !== '/usr') return { python, prefix };
  throw new Failure(
    'copy-failed',
    `${prefix} is no folder of one environment: name the Python of a venv or of conda`,
  );
}

/** Names that were given, each by itself; otherwise what popcon.yml has and is still there. */
function groupsOf(
  names: readonly string[],
  { configuration }: Options,
  { distributions }: Inventory,
): readonly (readonly string[])[] {
  const installed = distributions.map(({ name }) => name);
  const asked = names.map(language.normalizeName);
  requireKnown('installed distribution', asked, installed, 'nothing of that name is there to be removed');
  const removals = removalsIn(configuration).map(({ packages }) =>
    packages.filter((name) => installed.includes(name)),
  );
  const groups = (asked.length > 0 ? asked.map((name) => [name]) : removals).filter(
    ({ length }) => length > 0,
  );
  if (groups.length > 0) return groups;
  throw new Failure('invalid-option', 'name what goes: popcon.yml announces nothing that is installed');
}

function filesOf(glob: string): readonly string[] {
  const files = globSync(glob).sort();
  if (files.length === 0) throw new Failure('file-unreadable', `--run ${glob} names no file`);
  return files;
}

/** By the counts of a year; all where there are no counts. */
async function usedDistributions(
  { distributions }: Inventory,
  options: Options,
  context: Context,
): Promise<ReadonlySet<string>> {
  const today = dayOf(context.now());
  const window = { from: firstDayOf('1y', today) ?? today, to: today };
  try {
    const rows = await withSource(options, context, (source) => source.usage({ window }));
    return new Set(rows.map((row) => row.package));
  } catch (error) {
    if (!isAbsent(error, options)) throw error;
    context.stderr.write('No counts here, so all that stays is imported, used or not.\n');
    return new Set(distributions.map(({ name }) => name));
  }
}

/** On the same file system, where links can be made. */
function besideOf(prefix: string): string {
  const folder = dirname(prefix);
  try {
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return tmpdir();
  }
}
