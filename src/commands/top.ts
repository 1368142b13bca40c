/** `popcon top`: which packages matter, and to how many. */
import { Option } from 'commander';
import { Failure } from '../failure.ts';
import { TOP_BY_FORMATS } from '../render/environments.ts';
import { environmentsReport } from '../reports/environments.ts';
import { PACKAGE_ORDERS, type PackageOrder } from '../reports/order.ts';
import { topReport } from '../reports/top.ts';
import { type AnswerOptions, type Asked, answerCommand } from './answer/answer.ts';
import { addEnvironmentOptions, type EnvironmentOptions } from './answer/environment.ts';
import { findEnvironment } from './answer/find-environment.ts';
import { countOption } from './options.ts';

interface Options extends AnswerOptions, EnvironmentOptions {
  readonly limit?: number;
  readonly by: 'package' | 'environment';
  readonly sort?: PackageOrder;
  readonly split?: 'namespace';
  readonly groupBy?: 'root';
}

const TABLE_LIMIT = 20;

export const define = answerCommand({
  groups: [addEnvironmentOptions],
  options: [
    countOption(
      '-n, --limit <n>',
      `list at most n packages; 0 for all (default: ${TABLE_LIMIT} in the table)`,
    ),
    new Option(
      '--by <what>',
      'a row for each package, or for each environment: which images or module versions are used',
    )
      .choices(['package', 'environment'])
      .default('package'),
    new Option(
      '--sort <order>',
      'order: most processes, days or namespaces first, fewest processes first, by name, by change, or last used first',
    )
      .choices(PACKAGE_ORDERS)
      .conflicts('groupBy'),
    new Option('--split <what>', 'side by side for each namespace').choices(['namespace']),
    new Option(
      '--group-by <what>',
      'list what is only required by others under the root that requires it',
    ).choices(['root']),
  ],
  formats: TOP_BY_FORMATS,
  async read({ source, query, options, form, context }: Asked<Options>) {
    const limit = options.limit ?? (form === 'table' ? TABLE_LIMIT : 0);
    const common = { ...query, sort: options.sort, limit: limit || undefined };
    if (options.by === 'environment') {
      requirePackages(options);
      return { report: await environmentsReport(source, common) };
    }
    const report = await topReport(source, {
      ...common,
      spread: true,
      byNamespace: options.split === 'namespace',
      groupBy: options.groupBy && (await findEnvironment(source, options, context)).inventory,
    });
    return { report };
  },
});

function requirePackages({ split, groupBy }: Options): void {
  if (split === undefined && groupBy === undefined) return;
  const option = split === undefined ? '--group-by' : '--split';
  throw new Failure('invalid-option', `${option} is for packages: leave out --by environment`);
}
