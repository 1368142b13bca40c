/** `popcon deactivate`: the environment as it was before `popcon activate`, byte for byte. */
import { type Command, Option } from 'commander';
import { refuseUnchangeable, uninstall } from '../activation/install.ts';
import { inspectEnvironment } from '../activation/python.ts';
import { deactivate } from '../activation/reporter.ts';
import { formatJson } from '../render/format.ts';
import { REPORTER_SOURCES } from './activate/sources.ts';
import type { Context } from './command.ts';

interface Options {
  readonly python: string;
  readonly breakSystemPackages?: boolean;
  readonly json?: true;
}

export function define(command: Command, context: Context): void {
  const options = [
    new Option('-p, --python <path>', 'a Python of the environment').makeOptionMandatory(),
    new Option(
      '--break-system-packages',
      "change an environment that the system's package manager owns (PEP 668)",
    ),
    new Option('--json', 'what was done, as JSON'),
  ];
  for (const option of options) command.addOption(option);
  command.action(async ({ python, breakSystemPackages = false, json }: Options) => {
    const environment = await inspectEnvironment(python);
    refuseUnchangeable(environment, { breakSystemPackages });
    const { removed } = await deactivate(environment, REPORTER_SOURCES);
    const uninstalled = (await uninstall(environment, { breakSystemPackages }))
      ? environment.installed
      : null;
    if (json) {
      const answer = { prefix: environment.prefix, uninstalled: uninstalled?.version ?? null, removed };
      context.stdout.write(formatJson(answer));
      return;
    }
    const lines = [
      ...removed.map((path) => `removed ${path}`),
      ...(uninstalled === null ? [] : [`uninstalled popularity-contest ${uninstalled.version}`]),
    ];
    context.stdout.write(`${lines.join('\n') || `${environment.prefix}: there was nothing to do`}\n`);
  });
}
