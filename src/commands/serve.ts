/** `popcon serve`: flags → options → a collector, until it is told to end. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { startCollector } from '../collector/collector.ts';
import { adoptSockets } from '../collector/inherited-sockets.ts';
import { readMapping } from '../collector/mapping-source.ts';
import type { CollectorOptions } from '../collector/options.ts';
import { findConfiguration } from '../config/find.ts';
import { Failure } from '../failure.ts';
import { makeLog } from '../log.ts';
import { readHubSettings } from '../web/hub/settings.ts';
import type { HttpListener } from '../web/listen.ts';
import { checkConfig, refuseUnusable } from './check-config/check.ts';
import { readMappingText } from './check-config/read.ts';
import { formatChecks } from './check-config/text.ts';
import { aborted, type Context } from './command.ts';
import { describeFailure } from './remedy.ts';
import { formatBanner } from './serve/banner.ts';
import { FLAG_GROUPS } from './serve/flags/all.ts';
import { defaultArguments, takeFlags } from './serve/flags/flag.ts';
import { orWhenOrphaned, startHubService } from './serve/hub-service.ts';

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
      const mapping = await readMappingText(args.mappingFile);
      const checks = checkConfig(mapping, [], args.dialect);
      context.stdout.write(formatChecks(checks, mapping.text));
      refuseUnusable(checks);
      // With a file that only holds a mapping it would not start.
      if (checks.some(({ at }) => at !== null)) readMapping(mapping.file);
      return;
    }
    if (args.relaysOnly && args.relay.address === undefined) {
      throw new Failure('invalid-option', '--statsd.relay.only takes a --statsd.relay.address');
    }
    const hub = args.isHubService ? readHubSettings(context.env) : undefined;
    const signal = hub === undefined ? context.signal : orWhenOrphaned(context.signal);
    const options: CollectorOptions =
      hub === undefined
        ? adoptSockets(args, context.env, process.pid)
        : { ...args, hub, http: hub.listen, routePrefix: hub.prefix };
    const start = async (http?: HttpListener) => {
      const configFile = findConfiguration(args.configFile, resolve('.')).file;
      const surroundings = { log, now: context.now, ...(http !== undefined && { http }) };
      return startCollector({ ...options, configFile }, surroundings);
    };
    const collector =
      hub === undefined
        ? await start()
        : await startHubService(
            {
              hub,
              maxConnections: options.maxWebConnections,
              log,
              now: context.now,
              signal,
              describe: (failure) => describeFailure(failure, command),
            },
            start,
          );
    if (collector === undefined) return;
    // A failed reload is logged and counted where it happens; the old rules stay.
    const onHangUp = () => void collector.reload().catch(() => undefined);
    process.on('SIGHUP', onHangUp);
    try {
      context.stdout.write(formatBanner(collector.addresses, options));
      await Promise.race([collector.ended, aborted(signal)]);
    } finally {
      process.off('SIGHUP', onHangUp);
      // Asked a second time, it ends as soon as everything is committed.
      const onSecond = () => void collector.committed.then(() => process.exit(0));
      process.once('SIGTERM', onSecond);
      await collector.close();
      process.off('SIGTERM', onSecond);
    }
  });
}
