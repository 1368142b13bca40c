/** `popcon serve`: flags → options → a collector, until it is told to end. */
import { type Command, Option } from 'commander';
import { makeLog } from '../log.ts';
import { readHubSettings } from '../web/hub/settings.ts';
import type { Context } from './command.ts';
import { formatBanner } from './serve/banner.ts';
import { startCollector } from './serve/collector.ts';
import { FLAG_GROUPS } from './serve/flags/all.ts';
import { defaultArguments } from './serve/flags/flag.ts';
import { adoptSockets } from './serve/inherited-sockets.ts';
import { readMapping } from './serve/mapping-source.ts';
import type { CollectorOptions } from './serve/options.ts';
import { keepHeapsSmall } from './serve/small-heap.ts';

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
    keepHeapsSmall();
    const asked = args.isHubService ? asHubService(args.options, context) : args.options;
    const options = adoptSockets(asked, context.env, process.pid);
    const collector = await startCollector(options, { log, now: context.now });
    // A failed reload is logged and counted where it happens; the old rules stay.
    const onHangUp = () => void collector.reload().catch(() => undefined);
    process.on('SIGHUP', onHangUp);
    try {
      context.stdout.write(formatBanner(collector.addresses, options));
      await Promise.race([collector.ended, aborted(context.signal)]);
    } finally {
      process.off('SIGHUP', onHangUp);
      await collector.close();
    }
  });
}

function asHubService(options: CollectorOptions, { env }: Context): CollectorOptions {
  const hub = readHubSettings(env);
  return { ...options, hub, http: hub.listen, routePrefix: hub.prefix };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
