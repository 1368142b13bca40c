/** `popcon deactivate`: the environment as it was before `popcon activate`, byte for byte. */
import { type Command, Option } from 'commander';
import { refuseUnchangeable, uninstall } from '../activation/install.ts';
import { inspectEnvironment } from '../activation/python.ts';
import { deactivate } from '../activation/reporter.ts';
import type { Context } from './command.ts';
import { JSON_OPTION, type JsonOptions, print } from './json.ts';
import { addOptions, BREAK_SYSTEM_PACKAGES_OPTION } from './options.ts';
import { REPORTER_SOURCES } from './reporter-sources.ts';

interface Options extends JsonOptions {
  readonly python: string;
  readonly breakSystemPackages?: boolean;
}

export function define(command: Command, context: Context): void {
  addOptions(command, [
    new Option('-p, --python <path>', 'a Python of the environment').makeOptionMandatory(),
    BREAK_SYSTEM_PACKAGES_OPTION,
    JSON_OPTION,
  ]);
  command.action(async (options: Options) => {
    const { python, breakSystemPackages = false } = options;
    const environment = await inspectEnvironment(python);
    refuseUnchangeable(environment, { breakSystemPackages });
    const { removed } = await deactivate(environment, REPORTER_SOURCES);
    const uninstalled = (await uninstall(environment, { breakSystemPackages }))
      ? environment.installed
      : null;
    const answer = { prefix: environment.prefix, uninstalled: uninstalled?.version ?? null, removed };
    print(answer, format, options, context);
  });
}

interface Deactivated {
  readonly prefix: string;
  /** The version. */
  readonly uninstalled: string | null;
  readonly removed: readonly string[];
}

function format({ prefix, uninstalled, removed }: Deactivated): string {
  const lines = [
    ...removed.map((path) => `removed ${path}`),
    ...(uninstalled === null ? [] : [`uninstalled popularity-contest ${uninstalled}`]),
  ];
  return `${lines.join('\n') || `${prefix}: there was nothing to do`}\n`;
}
