/** The table of commands, and the program around them. A command's module loads only when it is named. */
import { Command } from 'commander';
import { version } from '../version.ts';
import type { CommandModule, Context } from './command.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

const COMMANDS: readonly Entry[] = [
  { name: 'serve', summary: 'collect counts: statsd in, Prometheus out', load: () => import('./serve.ts') },
  {
    name: 'top',
    summary: 'packages by the share of processes that import them',
    load: () => import('./top.ts'),
  },
  {
    name: 'trend',
    summary: 'how the use of a few packages moves',
    load: () => import('./trend.ts'),
  },
  {
    name: 'unused',
    summary: 'installed distributions that can go, and why the others cannot',
    load: () => import('./unused.ts'),
  },
  {
    name: 'why',
    summary: 'the whole reasoning on one installed distribution',
    load: () => import('./why.ts'),
  },
  {
    name: 'inventory',
    summary: 'record what a Python environment has installed',
    load: () => import('./inventory.ts'),
  },
  {
    name: 'check-config',
    summary: 'find what is wrong with a mapping file, and try lines on it',
    load: () => import('./check-config.ts'),
  },
  {
    name: 'publish',
    summary: 'totals that can be handed to anybody, as a site and as data',
    load: () => import('./publish.ts'),
  },
  {
    name: 'activate',
    summary: 'put the reporter into a Python environment, and see a report arrive',
    load: () => import('./activate.ts'),
  },
  {
    name: 'deactivate',
    summary: 'take it out again, byte for byte',
    load: () => import('./deactivate.ts'),
  },
  {
    name: 'doctor',
    summary: 'why nothing arrives, or that all does',
    load: () => import('./doctor.ts'),
  },
  { name: 'demo', summary: 'see the product work, with nothing set up', load: () => import('./demo.ts') },
];

/** Returns the function that runs one argument list to its exit code. */
export function buildProgram(host: NodeJS.Process): (argv: readonly string[]) => Promise<number> {
  return async (argv) => {
    let exitCode = 0;
    const abort = new AbortController();
    const context: Context = {
      stdout: host.stdout,
      stderr: host.stderr,
      env: host.env,
      now: Date.now,
      signal: abort.signal,
      finding: () => {
        exitCode = 1;
      },
    };
    const program = new Command('popcon')
      .description('Which packages a shared Python installation really needs, without watching anyone.')
      .version(version, '-V, --version')
      .option('--debug', 'on failure, show where in the code')
      .exitOverride()
      // The longest flags of `serve` leave less than commander's 40 columns for what they do.
      .configureHelp({ minWidthToWrap: 20 })
      .configureOutput({
        writeOut: (text) => host.stdout.write(text),
        writeErr: (text) => host.stderr.write(text),
      });
    const named = COMMANDS.find((entry) => entry.name === argv.find((arg) => !arg.startsWith('-')));
    for (const entry of COMMANDS) {
      const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
      command.exitOverride();
      if (entry === named) (await entry.load()).define(command, context);
    }
    const onSignal = () => abort.abort();
    // Stays on: npm passes a terminal's ctrl-C on a second time, which must not cut the clean-up short.
    host.on('SIGINT', onSignal);
    host.on('SIGTERM', onSignal);
    try {
      await program.parseAsync([...argv], { from: 'user' });
    } finally {
      host.off('SIGINT', onSignal);
      host.off('SIGTERM', onSignal);
    }
    return exitCode;
  };
}
