/** `popcon doctor`: why nothing arrives, or that all does; `--canary` tries the whole way with one marked report. */
import { type Command, Option } from 'commander';
import { language } from '../languages/languages.ts';
import { formatDiagnosis } from '../render/diagnosis.ts';
import { makeProgress } from '../render/progress.ts';
import type { Context } from './command.ts';
import { COLLECTOR_PORT, type DoctorOptions, diagnose, isFault } from './doctor/diagnose.ts';
import { JSON_OPTION, type JsonOptions, print } from './json.ts';
import { addOptions, portOption } from './options.ts';
import { remedyFor } from './remedy.ts';
import { addServerOptions } from './server.ts';

interface Options extends DoctorOptions, JsonOptions {}

export function define(command: Command, context: Context): void {
  addOptions(command, [
    new Option('-p, --python <path>', 'also check this Python environment, and send as it sends'),
    new Option('--host <host>', 'where reports go (what --python or the environment says, or localhost)'),
    portOption('port (likewise, or 9125)'),
    new Option('--prefix <prefix>', `of their counters (likewise, or ${language.wire.prefix})`),
    new Option('--collector <url>', `its HTTP side (http://HOST:${COLLECTOR_PORT})`),
    new Option('--prometheus <url>', 'the Prometheus that should scrape it'),
    new Option('--grafana <url>', 'the Grafana that should show it'),
    new Option('--canary', 'only send a marked report and wait until it is counted; for cron'),
    JSON_OPTION,
  ]);
  addServerOptions(command, '10s');
  command
    .addHelpText(
      'after',
      `
POPCON_PROMETHEUS_TOKEN and POPCON_GRAFANA_TOKEN are the tokens of those two;
user:password@ before a host works too.
A marked report is no use of any package: it counts in one series of its own.`,
    )
    .action(async (options: Options) => {
      using progress = makeProgress(context.stderr, context.now, context.env);
      progress.wait('looking, from the environment to the pages');
      const checks = await diagnose(options, context, (failure) => remedyFor(failure, command));
      progress[Symbol.dispose]();
      const ok = !checks.some(isFault);
      print({ ok, checks }, (_, style) => formatDiagnosis(checks, style), options, context);
      if (!ok) context.finding();
    });
}
