/** `popcon serve`: flags → options → a collector, until it is told to end. */
import { type Command, Option } from 'commander';
import { makeLog } from '../log.ts';
import type { Context } from './command.ts';
import { formatBanner } from './serve/banner.ts';
import { startCollector } from './serve/collector.ts';
import { FLAG_GROUPS } from './serve/flags/all.ts';
import { defaultArguments } from './serve/flags/flag.ts';
import { readMapping } from './serve/mapping-source.ts';

export function define(command: Command, context: Context): void {
  const args = defaultArguments();
  for (const [heading, flags] of FLAG_GROUPS) {
    for (const { flags: spelling, help, apply } of flags) {
      const option = new Option(spelling, help).helpGroup(heading);
      command.addOption(option);
      command.on(`option:${option.name()}`, (text: string | null) =>
        apply(args, text ?? '', option.long ?? ''),
      );
    }
  }
  command.action(async () => {
    const log = makeLog({
      level: args.logLevel,
      format: args.logFormat,
      now: context.now,
      write: (line) => context.stderr.write(line),
    });
    if (args.checkConfig) {
      await readMapping(args.options.mappingFile, log);
      context.stdout.write(`${args.options.mappingFile ?? 'the built-in rules'}: ok\n`);
      return;
    }
    const collector = await startCollector(args.options, { log, now: context.now });
    try {
      context.stdout.write(formatBanner(collector.addresses, args.options));
      await Promise.race([collector.ended, aborted(context.signal)]);
    } finally {
      await collector.close();
    }
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
