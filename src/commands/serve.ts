/** `popcon serve`: flags → options → a collector, until it is told to end. */
import type { Command } from 'commander';
import { makeLog } from '../log.ts';
import { readHubSettings } from '../web/hub/settings.ts';
import { checkConfig, refuseUnusable } from './check-config/check.ts';
import { readMappingText } from './check-config/read.ts';
import { formatCheck } from './check-config/text.ts';
import type { Context } from './command.ts';
import { formatBanner } from './serve/banner.ts';
import { startCollector } from './serve/collector.ts';
import { FLAG_GROUPS } from './serve/flags/all.ts';
import { defaultArguments, takeFlags } from './serve/flags/flag.ts';
import { adoptSockets } from './serve/inherited-sockets.ts';
import type { CollectorOptions } from './serve/options.ts';
import { keepHeapsSmall } from './serve/small-heap.ts';

export function define(command: Command, context: Context): void {
  const args = defaultArguments();
  for (const [heading, flags] of FLAG_GROUPS) takeFlags(command, heading, flags, args);
  command.action(async () => {
    const log = makeLog({
      level: args.logLevel,
      format: args.logFormat,
      now: context.now,
      write: (line) => context.stderr.write(line),
    });
    if (args.checkConfig) {
      const mapping = await readMappingText(args.options.mappingFile);
      const check = checkConfig(mapping, [], args.options.dialect);
      context.stdout.write(formatCheck(check, mapping.text));
      refuseUnusable(check);
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
