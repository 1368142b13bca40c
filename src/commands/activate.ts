/** `popcon activate`: the reporter into a Python environment, switched on, and a report of it seen to arrive. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { install, uninstall } from '../activation/install.ts';
import { inspectEnvironment, type PythonEnvironment } from '../activation/python.ts';
import { type Activation, activate, type Change } from '../activation/reporter.ts';
import { readReporter } from '../activation/wheel.ts';
import { removalsDocument } from '../removals/document.ts';
import { removalsIn } from '../removals/removal.ts';
import { formatDiagnosis } from '../render/diagnosis.ts';
import { version } from '../version.ts';
import { addConfiguration, type ConfiguredOptions } from './answer/configuration.ts';
import type { Context } from './command.ts';
import { diagnose, isFault } from './doctor/diagnose.ts';
import { JSON_OPTION, type JsonOptions, print } from './json.ts';
import { addOptions, BREAK_SYSTEM_PACKAGES_OPTION, countOption, portOption } from './options.ts';
import { remedyFor } from './remedy.ts';
import { REPORTER_SOURCES } from './reporter-sources.ts';

interface Options extends Omit<Activation, 'allProcesses' | 'removals'>, ConfiguredOptions, JsonOptions {
  readonly python: string;
  readonly ipython?: true;
  readonly allProcesses?: true;
  readonly collector?: string;
  readonly doctor: boolean;
  readonly breakSystemPackages?: true;
  readonly removals?: true;
}

const DOCTOR_TIMEOUT_MS = 10_000;

export function define(command: Command, context: Context): void {
  addOptions(command, [
    new Option(
      '-p, --python <path>',
      'a Python of the environment, such as /opt/conda/bin/python',
    ).makeOptionMandatory(),
    new Option('--ipython', 'count in IPython and Jupyter kernels (the default)').conflicts('allProcesses'),
    new Option('--all-processes', 'count in every Python process of the environment'),
    new Option(
      '--host <host>',
      'where reports go, for processes that do not set PYTHON_POPCONTEST_STATSD_HOST',
    ),
    portOption('port, likewise (PYTHON_POPCONTEST_STATSD_PORT)'),
    new Option('--prefix <prefix>', 'prefix of the counters, likewise (PYTHON_POPCONTEST_STATSD_PREFIX)'),
    new Option('-e, --environment <name>', 'name of this environment; each process then also counts for it'),
    countOption(
      '--early <seconds>',
      'also report once, so many seconds into a process, for jobs that are killed',
      1,
      86_400,
    ),
    new Option('--rank <first>', 'count only rank 0 of an MPI or Slurm job step').choices(['first']),
    new Option(
      '--collector <url>',
      'HTTP address of the collector, to see a report arrive (http://HOST:9102)',
    ),
    new Option('--no-doctor', 'do not look for a collector, as in an image build'),
    BREAK_SYSTEM_PACKAGES_OPTION,
    new Option('--removals', 'tell in notebooks what popcon.yml announces to go; without any, no more'),
    JSON_OPTION,
  ]);
  addConfiguration(command, context, {});
  command
    .addHelpText('after', '\n`popcon deactivate` takes all of it out again.')
    .action((options: Options) => run(options, context, command));
}

async function run(options: Options, context: Context, command: Command): Promise<void> {
  const { python, allProcesses = false, breakSystemPackages = false } = options;
  const { host, port, prefix, environment: name, early, rank } = options;
  const activation = { allProcesses, host, port, prefix, environment: name, early, rank };
  const before = await inspectEnvironment(python);
  const installation = await install(before, readReporter(REPORTER_SOURCES, version), {
    breakSystemPackages,
  });
  const environment = await inspectEnvironment(python);
  const change = await switchOn(environment, activation, options).catch(async (refused) => {
    if (before.installed === null) await uninstall(environment, { breakSystemPackages });
    throw refused;
  });
  const replaced =
    before.installed !== null && before.installed.version !== version ? before.installed.version : null;

  const { collector } = options;
  const checks = options.doctor
    ? await diagnose({ python, fromTimeout: DOCTOR_TIMEOUT_MS, collector }, context, (failure) =>
        remedyFor(failure, command),
      )
    : [];
  const answer = { prefix: environment.prefix, version, installation, replaced, ...change, checks };
  print(
    answer,
    ({ prefix, removed, written }, style) => {
      const instead = replaced === null ? '' : `, in the place of ${replaced}`;
      const lines = [
        `${prefix}: Python ${environment.version.join('.')}`,
        `installed popularity-contest ${version}: ${installation}${instead}`,
        ...removed.map((path) => `removed ${path}`),
        ...written.map((path) => `wrote ${path}`),
      ];
      return `${lines.join('\n')}\n${options.doctor ? `\n${formatDiagnosis(checks, style)}` : ''}`;
    },
    options,
    context,
  );
  if (checks.some(isFault)) context.finding();
}

/** With the list of `popcon.yml` in a file for as long as the reporter reads it, where `--removals` asks for that. */
async function switchOn(
  environment: PythonEnvironment,
  activation: Activation,
  { removals, configuration }: Options,
): Promise<Change> {
  if (!removals) return activate(environment, activation);
  const text = removalsDocument(removalsIn(configuration));
  const folder = await mkdtemp(join(tmpdir(), 'popcon-removals-'));
  try {
    const file = join(folder, 'removals.json');
    await writeFile(file, text);
    return await activate(environment, { ...activation, removals: file });
  } finally {
    await rm(folder, { recursive: true });
  }
}
