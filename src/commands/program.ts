/** The program around the commands: one command line in, its exit code out. */

import { type Command, CommanderError } from 'commander';
import { Failure, messageOf } from '../failure.ts';
import { version } from '../version.ts';
import { printable } from '../words/names.ts';
import { asSentence } from '../words/sentence.ts';
import type { Context } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { PopconCommand } from './popcon-command.ts';
import { describeFailure } from './remedy.ts';
import { expandArgumentFiles } from './serve/flags/argument-file.ts';

/** Without those of signals, which every program has: a line of 80 columns. */
const EXIT_CODE_LINE = `Exit code: ${EXIT_CODES.filter(([code]) => code.length === 1)
  .map((row) => row.slice(0, 2).join(' '))
  .join(', ')}.`;

/** As a shell says of a program that a signal ended. */
const EXIT_CODE_OF_SIGNAL: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Runs one command line to its exit code: 0 fine, 1 a finding, else that of its failure, one line on stderr. */
export async function run(host: NodeJS.Process, argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  let exitCode = 0;
  const context: Context = {
    stdout: host.stdout,
    stderr: host.stderr,
    env: host.env,
    now: Date.now,
    signal: abort.signal,
    finding: (code = 1) => {
      exitCode = code;
    },
  };
  const args = withoutHelpCommand(argv.filter((arg) => arg !== '--debug'));
  const program = makeProgram(host);
  const named = args.find((arg) => !arg.startsWith('-'));
  const entry = COMMANDS.find(({ name }) => name === named);
  let command = program.commands.find((each) => each.name() === named) ?? program;
  program.hook('preAction', (_, run) => {
    command = run;
  });
  const onSignal = (signal: NodeJS.Signals) => abort.abort(signal);
  const signals = signalsOf(entry);
  for (const signal of signals) host.on(signal, onSignal);
  try {
    if (entry !== undefined) await define(entry, command, context);
    const given = entry?.takesArgumentFiles === true ? expandArgumentFiles(args) : args;
    await program.parseAsync(given, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has said what it refuses, or what was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (argv.includes('--debug')) host.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    const failure = asFailure(error, abort.signal);
    host.stderr.write(`popcon: ${printable(describeFailure(failure, command))}\n`);
    const isEnded = failure.code === 'interrupted';
    return (isEnded && EXIT_CODE_OF_SIGNAL[abort.signal.reason]) || failure.exitCode;
  } finally {
    for (const signal of signals) host.off(signal, onSignal);
  }
}

/**
 * A command that only reads has no handlers: the system ends it at once, also while SQLite reads. One that has something
 * to undo or to commit keeps them: npm passes a terminal's ctrl-C on a second time, which must not cut that short.
 */
function signalsOf(entry: CommandEntry | undefined): readonly NodeJS.Signals[] {
  if (entry?.endsInOrder !== true) return [];
  // A collector reads its mapping anew at SIGHUP.
  return entry.name === 'serve' ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
}

/** `popcon help CMD` is `popcon CMD --help`. */
function withoutHelpCommand(args: readonly string[]): readonly string[] {
  if (args[0] !== 'help') return args;
  const [, name, ...below] = args;
  if (name === undefined) return ['--help'];
  return COMMANDS.some((entry) => entry.name === name) ? [name, ...below, '--help'] : [name];
}

/** Gives a command its arguments, options and help. */
export async function define(
  { load, examples }: CommandEntry,
  command: Command,
  context: Context,
): Promise<void> {
  (await load()).define(command, context);
  const lines = examples.map(([line, does]) => `  ${line}\n      ${does}`);
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\n${EXIT_CODE_LINE}`);
}

/** The program with its commands, each without its options. */
export function makeProgram(host: Pick<Context, 'stdout' | 'stderr'>): Command {
  const program = new PopconCommand('popcon')
    .description('Which packages a shared Python installation really needs, without watching anyone.')
    .version(version, '-V, --version')
    .option('--debug', 'on failure, show where in the code')
    .exitOverride()
    .helpCommand('help [command]', 'the same as popcon COMMAND --help')
    // The longest flags of `serve` leave less than commander's 40 columns for what they do.
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
    });
  for (const { name, summary } of COMMANDS) {
    program.command(name).summary(summary).description(asSentence(summary));
  }
  return program;
}

/** After a signal, whatever was thrown is the interruption, unless it tells that counts were lost. */
function asFailure(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof Failure && (error.code === 'interrupted' || error.code === 'counts-lost'))
    return error;
  if (signal.aborted) {
    return new Failure('interrupted', 'interrupted');
  }
  if (error instanceof Failure) return error;
  const message = messageOf(error);
  return new Failure('unexpected', `${message.split('\n')[0]} (unexpected; --debug shows where)`);
}
