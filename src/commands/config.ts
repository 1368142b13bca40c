/** `popcon config`: what `popcon.yml` says here, each value with the line that says it, or what is wrong with it. */
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { CONFIG_NAME, ConfigInvalid, type Configuration, findConfiguration } from '../config/find.ts';
import { popconYmlSchema } from '../config/popcon-yml.ts';
import { formatJson } from '../render/format.ts';
import type { Style } from '../render/style.ts';
import { wrap } from '../render/text.ts';
import { configuredTerms, expiredEntries } from '../reports/configured-terms.ts';
import { dayOf, formatDay } from '../series/day.ts';
import { withoutPassword } from '../sources/address.ts';
import { printable } from '../words/names.ts';
import { CONFIG_HELP, CONFIG_OPTION } from './answer/configuration.ts';
import type { Context } from './command.ts';
import { JSON_OPTION, type JsonOptions, print } from './json.ts';

interface Options extends JsonOptions {
  readonly config?: string;
  readonly schema?: true;
}

interface Row {
  readonly key: string;
  readonly value: string;
  /** `popcon.yml:12`, or `default`. */
  readonly from: string;
}

export function define(command: Command, context: Context): void {
  command
    .addOption(new Option(CONFIG_OPTION, CONFIG_HELP))
    .option('--schema', 'print the JSON Schema by which editors complete the file')
    .addOption(JSON_OPTION)
    .action((options: Options) => {
      if (options.schema) {
        context.stdout.write(formatJson(popconYmlSchema()));
        return;
      }
      const configuration = read(options, context);
      print(
        { file: configuration.file ?? null, ...configuration.value },
        (_, style) => format(configuration, context.now(), style),
        options,
        context,
      );
      if (expiredEntries(configuration, dayOf(context.now())).length > 0) context.finding();
    });
}

/** Prints every problem of the file; the failure names the first. */
function read(options: Options, { stdout }: Context): Configuration {
  try {
    return findConfiguration(options.config, resolve('.'));
  } catch (error) {
    if (error instanceof ConfigInvalid) for (const line of error.lines) stdout.write(`${line}\n`);
    throw error;
  }
}

function format(configuration: Configuration, nowMs: number, style: Style): string {
  const { file, value, placeOf } = configuration;
  const today = dayOf(nowMs);
  const { minDays, minProcesses, accept } = configuredTerms(configuration, today);
  const { thresholds, publish } = value;
  const name = basename(file ?? CONFIG_NAME);
  const at = (path: readonly (string | number)[]) => `${name}:${placeOf(path, 'key').line}`;
  const one = (key: string, given: unknown, otherwise: unknown): Row => ({
    key,
    value: String(given ?? otherwise),
    from: given === undefined ? 'default' : at(key.split('.')),
  });
  const each = <Entry>(
    key: string,
    entries: readonly Entry[],
    describe: (entry: Entry, index: number) => string,
  ): readonly Row[] =>
    entries.map((entry, index) => ({
      key,
      value: describe(entry, index),
      from: at([...key.split('.'), index]),
    }));
  const expired = new Set(expiredEntries(configuration, today).map(({ line }) => line));
  const rows: Row[] = [
    one('title', value.title, 'popularity contest'),
    one('from', value.from && withoutPassword(value.from), './popcon.db'),
    one('environment', value.environment, 'the only one'),
    one('kernels-only', value['kernels-only'] || undefined, false),
    one('thresholds.min-days', thresholds['min-days'], minDays),
    one('thresholds.min-processes', thresholds['min-processes'], minProcesses),
    one(
      'thresholds.accept',
      thresholds.accept === undefined ? undefined : percent(thresholds.accept),
      percent(accept),
    ),
    one('thresholds.below', thresholds.below, 'none'),
    one('thresholds.max-gap', thresholds['max-gap'], 'twice what is usual and the day between, at least 4'),
    one('publish.hide-below', publish['hide-below'], 20),
    one('publish.since', publish.since, '5y'),
    one('publish.owner', publish.owner, 'none'),
    one('publish.contact', publish.contact, 'none'),
    ...each('keep', value.keep, (entry, index) => {
      const { name, reason, owner, until } = typeof entry === 'string' ? { name: entry } : entry;
      const isOver = expired.has(placeOf(['keep', index]).line);
      const about = [
        reason,
        owner,
        until === undefined ? undefined : `${isOver ? 'expired' : 'until'} ${until}`,
      ];
      return [name, ...about].filter((part) => part !== undefined).join(', ');
    }),
    ...each('files', value.files, (path) => path),
    ...each('holidays', value.holidays, ({ name, from, to }) => `${from} to ${to}${name ? `, ${name}` : ''}`),
    ...each('terms', value.terms, ({ name, from, to }) => `${from} to ${to}, ${name}`),
    ...each(
      'removals',
      value.removals,
      ({ packages, on, because }) => `${packages.join(', ')}: gone from ${on}, ${because}`,
    ),
    ...each('namespaces.closed', value.namespaces.closed, (name) => name),
    ...each('namespaces.expected', value.namespaces.expected, (name) => name),
  ];
  const [keyWidth, fromWidth] = [widest(rows, 'key'), widest(rows, 'from')];
  const indent = ' '.repeat(keyWidth + fromWidth + 4);
  const lines = rows.map(({ key, value: text, from }) => {
    const wrapped = wrap(printable(text), style.width, indent).trimStart();
    return `${key.padEnd(keyWidth)}  ${from.padEnd(fromWidth)}  ${wrapped}\n`;
  });
  const head = file === undefined ? 'No popcon.yml from here upwards: all defaults.' : file;
  return `${head} (${formatDay(today)})\n${lines.join('')}`;
}

/** 0.02 → `2%`. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}

function widest(rows: readonly Row[], part: 'key' | 'from'): number {
  return Math.max(...rows.map((row) => row[part].length));
}
