/**
 * A command that answers is one value: the options of its own, how its report is read, the forms it is written in.
 * From it comes what all of them have: where counts come from, days and namespaces, `--config`, `--format`.
 */
import { type Command, Option } from 'commander';
import type { Form, Formats } from '../../render/format.ts';
import { styleFor } from '../../render/style.ts';
import type { Evidence } from '../../reports/evidence.ts';
import { sinceRecorded } from '../../reports/recorded-window.ts';
import type { Query, Source } from '../../sources/source.ts';
import type { Context, DefineCommand } from '../command.ts';
import { addOptions } from '../options.ts';
import { addConfiguration, type ConfiguredOptions } from './configuration.ts';
import { addQueryOptions, parseQuery, type QueryOptions, requireRecords } from './query.ts';
import { addSourceOptions, type SourceOptions, withSource } from './source.ts';

export interface AnswerOptions extends SourceOptions, QueryOptions, ConfiguredOptions {}

export interface Asked<Options> {
  readonly source: Source;
  readonly query: Query;
  /** The command's argument, or its arguments where it takes several. */
  readonly names: readonly string[];
  readonly options: Options;
  /** The form it will be written in. */
  readonly form: Form;
  readonly context: Context;
}

/** The report, and what else `instead` and `conclude` need. */
interface Reading {
  readonly report: { readonly evidence: Evidence };
}

export interface Answer<Options extends AnswerOptions, Read extends Reading> {
  /** `<name>` or `<package...>`, and what it names. */
  readonly argument?: readonly [name: string, description: string];
  /** Groups of options that several answers share. */
  readonly groups?: readonly ((command: Command) => void)[];
  readonly options?: readonly Option[];
  /** Below the options in the help. */
  readonly help?: string;
  readonly read: (asked: Asked<Options>) => Promise<Read>;
  readonly formats: Formats<Read['report']>;
  /** Writes something else where the options ask for it, and says that it did. */
  readonly instead?: (read: Read, options: Options, context: Context) => Promise<boolean>;
  /** Once it is written: what makes it a finding or a failure, and what else is to be written. */
  readonly conclude?: (
    read: Read,
    options: Options,
    context: Context,
    /** In which it was written; undefined where `instead` wrote. */
    form: Form | undefined,
  ) => void | Promise<void>;
}

interface FormOptions {
  readonly format: Form;
  readonly json?: true;
  readonly csv?: true;
}

/** Makes the command; where nothing was recorded that is asked for, it fails and says what there is. */
export function answerCommand<Options extends AnswerOptions, Read extends Reading>(
  answer: Answer<Options, Read>,
): DefineCommand {
  return (command, context) => {
    if (answer.argument !== undefined) command.argument(...answer.argument);
    addQueryOptions(command);
    for (const add of answer.groups ?? []) add(command);
    addOptions(command, [...formOptions(answer.formats), ...(answer.options ?? [])], 'How it is answered:');
    addSourceOptions(command);
    addConfiguration(command, context);
    if (answer.help !== undefined) command.addHelpText('after', `\n${answer.help}`);
    command.action(async (...given: readonly unknown[]) => {
      // commander hands over the argument where there is one, then the options and the command.
      const names = answer.argument === undefined ? [] : [given[0] as string | readonly string[]].flat();
      const options = command.opts<Options & FormOptions>();
      await run(answer, { names, options, form: formOf(options) }, context);
    });
  };
}

async function run<Options extends AnswerOptions, Read extends Reading>(
  answer: Answer<Options, Read>,
  asked: Pick<Asked<Options>, 'names' | 'options' | 'form'>,
  context: Context,
): Promise<void> {
  const { options, form } = asked;
  const read = await withSource(options, context, async (source) => {
    const query = await sinceRecorded(source, parseQuery(options, context.now()));
    const reading = await answer.read({ ...asked, source, query, context });
    await requireRecords(source, query, context.now(), reading.report.evidence);
    return reading;
  });
  const isInstead = await answer.instead?.(read, options, context);
  if (!isInstead) {
    const write = answer.formats[form] ?? answer.formats.table;
    context.stdout.write(write(read.report, styleFor(context.stdout, context.env)));
  }
  await answer.conclude?.(read, options, context, isInstead ? undefined : form);
}

function formOptions(formats: Formats<never>): readonly Option[] {
  const forms = Object.keys(formats);
  return [
    new Option('--format <form>', 'format of the answer').choices(forms).default('table'),
    ...['json', 'csv']
      .filter((form) => forms.includes(form))
      .map((form) =>
        new Option(`--${form}`, `the same as --format ${form}`).conflicts(
          ['format', 'json', 'csv'].filter((other) => other !== form),
        ),
      ),
  ];
}

function formOf({ json, csv, format }: FormOptions): Form {
  return json ? 'json' : csv ? 'csv' : format;
}
