/** `popcon activate`: the reporter into a Python environment, switched on, and a report of it seen to arrive. */
import { type Command, Option } from 'commander';
import { install, uninstall } from '../activation/install.ts';
import { inspectEnvironment } from '../activation/python.ts';
import { type Activation, activate } from '../activation/reporter.ts';
import { readReporter } from '../activation/wheel.ts';
import { formatDiagnosis } from '../render/diagnosis.ts';
import { styleFor } from '../render/style.ts';
import { version } from '../version.ts';
import { REPORTER_SOURCES } from './activate/sources.ts';
import type { Context } from './command.ts';
import { diagnose, isFault } from './doctor/diagnose.ts';
import { parseCount } from './serve/flags/values.ts';

interface Options extends Omit<Activation, 'allProcesses'> {
  readonly python: string;
  readonly ipython?: true;
  readonly allProcesses?: true;
  readonly collector?: string;
  readonly doctor: boolean;
  readonly breakSystemPackages?: true;
  readonly json?: true;
}

const DOCTOR_TIMEOUT_MS = 10_000;

export function define(command: Command, context: Context): void {
  const options = [
    new Option(
      '--python <path>',
      'a Python of the environment, such as /opt/conda/bin/python',
    ).makeOptionMandatory(),
    new Option('--ipython', 'count in IPython and Jupyter kernels (the default)').conflicts('allProcesses'),
    new Option('--all-processes', 'count in every Python process of the environment'),
    new Option(
      '--host <host>',
      'where reports go, for processes that do not set PYTHON_POPCONTEST_STATSD_HOST',
    ),
    new Option('--port <port>', 'likewise for PYTHON_POPCONTEST_STATSD_PORT').argParser((text) =>
      parseCount(text, '--port', 1, 65_535),
    ),
    new Option('--prefix <prefix>', 'likewise for PYTHON_POPCONTEST_STATSD_PREFIX'),
    new Option('--rank <first>', 'of an MPI or Slurm job step, count rank 0 alone').choices(['first']),
    new Option('--collector <url>', 'HTTP side of the collector, to see a report arrive (http://HOST:9102)'),
    new Option('--no-doctor', 'do not look for a collector, as when an image is built'),
    new Option(
      '--break-system-packages',
      "go on in an environment of the system's package manager (PEP 668)",
    ),
    new Option('--json', 'what was done, as JSON'),
  ];
  for (const option of options) command.addOption(option);
  command
    .addHelpText(
      'after',
      '\n`popcon deactivate` takes all of it out again.\nExit code: 0 fine, 1 a fault, 2 not done.',
    )
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const { python, allProcesses = false, breakSystemPackages = false } = options;
  const before = await inspectEnvironment(python);
  const installation = await install(before, readReporter(REPORTER_SOURCES, version), {
    breakSystemPackages,
  });
  const environment = await inspectEnvironment(python);
  const change = await activate(environment, { allProcesses, ...defaultsIn(options) }).catch(
    async (refused) => {
      if (before.installed === null) await uninstall(environment, { breakSystemPackages });
      throw refused;
    },
  );
  const replaced =
    before.installed !== null && before.installed.version !== version ? before.installed.version : null;

  const { collector } = options;
  const checks = options.doctor
    ? await diagnose(
        { python, timeout: DOCTOR_TIMEOUT_MS, ...(collector === undefined ? {} : { collector }) },
        context,
      )
    : [];
  if (options.json) {
    const { prefix } = environment;
    const answer = { prefix, version, installation, replaced, ...change, checks };
    context.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  } else {
    const instead = replaced === null ? '' : `, in the place of ${replaced}`;
    const lines = [
      `${environment.prefix}: Python ${environment.version.join('.')}`,
      `installed popularity-contest ${version}: ${installation}${instead}`,
      ...change.removed.map((path) => `removed ${path}`),
      ...change.written.map((path) => `wrote ${path}`),
    ];
    context.stdout.write(`${lines.join('\n')}\n`);
    if (options.doctor) {
      context.stdout.write(`\n${formatDiagnosis(checks, styleFor(context.stdout, context.env))}`);
    }
  }
  if (checks.some(isFault)) context.finding();
}

function defaultsIn({ host, port, prefix, rank }: Options): Omit<Activation, 'allProcesses'> {
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(rank === undefined ? {} : { rank }),
  };
}
