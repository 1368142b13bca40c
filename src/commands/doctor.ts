/** `popcon doctor`: why nothing arrives, or that all does; `--canary` tries the whole way with one marked report. */
import { type Command, Option } from 'commander';
import { formatDiagnosis } from '../render/diagnosis.ts';
import { styleFor } from '../render/style.ts';
import type { Context } from './command.ts';
import { COLLECTOR_PORT, type DoctorOptions, diagnose, isFault } from './doctor/diagnose.ts';
import { parseCount, parseDurationMs } from './serve/flags/values.ts';

interface Options extends DoctorOptions {
  readonly json?: true;
}

export function define(command: Command, context: Context): void {
  const options = [
    new Option('--python <path>', 'look at this Python environment too, and send as it sends'),
    new Option('--host <host>', 'where reports go (what --python or the environment says, or localhost)'),
    new Option('--port <port>', 'their port there (likewise, or 9125)').argParser(parsePort),
    new Option('--prefix <prefix>', 'of their counters (likewise, or python_popcon.imported_package)'),
    new Option('--collector <url>', `its HTTP side (http://HOST:${COLLECTOR_PORT})`),
    new Option('--prometheus <url>', 'the Prometheus that should scrape it'),
    new Option('--grafana <url>', 'the Grafana that should show it; POPCON_GRAFANA_TOKEN is its token'),
    new Option('--from-ca <file>', "PEM certificates to trust instead of the system's"),
    new Option('--canary', 'only send a marked report and wait until it is counted, as for cron'),
    new Option('--timeout <duration>', 'how long to wait for an answer')
      .default(10_000, '10s')
      .argParser((text) => parseDurationMs(text, '--timeout')),
    new Option('--json', 'the checks as JSON'),
  ];
  for (const option of options) command.addOption(option);
  command
    .addHelpText(
      'after',
      `
POPCON_FROM_TOKEN and POPCON_PROMETHEUS_TOKEN are sent as bearer tokens;
user:password@ before a host works too.
A marked report is no use of any package: it counts in one series of its own.
Exit code: 0 no fault, 1 a fault.`,
    )
    .action(async (options: Options) => {
      const checks = await diagnose(options, context);
      const text = options.json
        ? `${JSON.stringify({ ok: !checks.some(isFault), checks }, null, 2)}\n`
        : formatDiagnosis(checks, styleFor(context.stdout, context.env));
      context.stdout.write(text);
      if (checks.some(isFault)) context.finding();
    });
}

function parsePort(text: string): number {
  return parseCount(text, '--port', 1, 65_535);
}
