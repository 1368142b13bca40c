/** `popcon retire add`: announces that packages go, in `popcon.yml`, with what the counts say of them today. */
import { type Command, Option } from 'commander';
import { Failure } from '../../failure.ts';
import { language } from '../../languages/languages.ts';
import { evidenceFor, modulesOf } from '../../removals/announce.ts';
import { checkRemovals } from '../../removals/check.ts';
import { entryText, withRemoval } from '../../removals/edit.ts';
import { type Removal, type RemovalEntry, removalsIn } from '../../removals/removal.ts';
import { requireKnown } from '../../reports/nearest.ts';
import { dayOf, formatDay } from '../../series/day.ts';
import { readDay } from '../answer/period.ts';
import type { Context } from '../command.ts';
import { addOptions } from '../options.ts';
import { type CountedOptions, countedSubcommand, withAnyInstalled } from './option.ts';
import { editConfiguration } from './write.ts';

interface Options extends CountedOptions {
  readonly on: string;
  readonly because: string;
  readonly instead?: string;
  readonly ask?: string;
  readonly announced?: string;
  readonly evidence?: string;
}

export function defineAdd(parent: Command, context: Context): void {
  const command = countedSubcommand(parent, 'add', 'announce that packages go, together', context);
  command.argument('<package...>', 'distributions, as pip or conda names them');
  addOptions(
    command,
    [
      new Option('--on <day>', 'first day without them, YYYY-MM-DD').makeOptionMandatory(),
      new Option('--because <text>', 'why; shown to whoever imports one').makeOptionMandatory(),
      new Option('--instead <text>', 'what to use or do instead'),
      new Option('--ask <text>', 'whom to ask, or to object to'),
      new Option('--announced <day>', 'since when it is announced (default: today, UTC)'),
      new Option('--evidence <text>', 'what the counts said (default: read from them)'),
    ],
    'What is announced:',
  );
  command.action((names: readonly string[], chosen: Options) => add(names, chosen, context));
}

async function add(names: readonly string[], options: Options, context: Context): Promise<void> {
  const { because, instead, ask, evidence, configuration } = options;
  const today = dayOf(context.now());
  const on = readDay('--on', options.on);
  const since = options.announced === undefined ? today : readDay('--announced', options.announced);
  if (on < since) throw new Failure('invalid-option', `--on ${options.on} is before it is announced`);
  const packages = [...new Set(names.map(language.normalizeName))];
  const there = removalsIn(configuration);
  requireNew(packages, there, configuration.file);

  const plain = { packages, since: formatDay(since), on: formatDay(on), because };
  const said = { ...(instead && { instead }), ...(ask && { ask }), ...(evidence && { evidence }) };
  const known = await withAnyInstalled(options, context, async (source, installed) => {
    const { inventory, gone = [] } = installed;
    const known = [...inventory.distributions.map(({ name }) => name), ...gone];
    const what = `distribution in ${inventory.environment}`;
    requireKnown(what, packages, known, 'neither pip nor conda installed it by that name');
    const named = modulesOf(packages, inventory);
    const modules = new Map(Object.entries(named.modules ?? {}));
    const removal: Removal = { ...plain, since, on, modules, line: 0 };
    const findings = await checkRemovals([...there, removal], installed, source, today);
    for (const { line, message } of findings) if (line === 0) context.stderr.write(`${message}\n`);
    return { evidence: evidence ?? (await evidenceFor(source, packages, today)), ...named };
  });
  const entry: RemovalEntry = { ...plain, ...said, ...known };
  const file = editConfiguration(configuration, (text, path) => withRemoval(text, entry, path));
  context.stdout.write(`${file}:\n${entryText(entry)}`);
}

function requireNew(packages: readonly string[], there: readonly Removal[], file: string | undefined): void {
  for (const removal of there) {
    const twice = packages.find((name) => removal.packages.includes(name));
    if (twice === undefined) continue;
    const where = `${file}:${removal.line}`;
    throw new Failure('invalid-option', `${twice} goes already, by ${where}: popcon retire drop ${twice}`);
  }
}
