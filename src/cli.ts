#!/usr/bin/env node
/** argv → command → exit code: 0 fine, 1 a finding, 2 a failure. Commands load only when they are called. */
import { CommanderError } from 'commander';
import { Failure } from './failure.ts';

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `popcon: needs Node 24 or newer, this is ${process.version}; \`npm install node@24\` beside it brings one\n`,
  );
  process.exit(2);
}

// `popcon … | head` ends when head has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const { buildProgram } = await import('./commands/program.ts');
process.exitCode = await main(process.argv.slice(2));

/** Runs one command line; every way it can end is an exit code and at most one line on stderr. */
async function main(argv: readonly string[]): Promise<number> {
  const debug = argv.includes('--debug');
  try {
    return await buildProgram(process)(argv.filter((arg) => arg !== '--debug'));
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (debug) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    else process.stderr.write(`popcon: ${describe(error)}\n`);
    return 2;
  }
}

function describe(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('\n')[0]} (unexpected; --debug shows where)`;
}
