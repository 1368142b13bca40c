/** `popcon check-config`: a mapping file, and lines to try on it → what is wrong with it, what becomes of them. */
import type { Command } from 'commander';
import { checkConfig, refuseUnusable } from './check-config/check.ts';
import { readMappingText } from './check-config/read.ts';
import { formatChecks } from './check-config/text.ts';
import type { Context } from './command.ts';
import { JSON_OPTION, type JsonOptions, print } from './json.ts';
import { repeatableOption } from './options.ts';
import { defaultArguments, takeFlags } from './serve/flags/flag.ts';
import { TAGS } from './serve/flags/tags.ts';

interface Options extends JsonOptions {
  readonly line?: readonly string[];
}

export function define(command: Command, context: Context): void {
  const args = defaultArguments();
  command
    .argument(
      '[file]',
      'mapping file, or a file that contains one, such as Helm values (default: the built-in rules)',
    )
    .addOption(repeatableOption('--line <line>', 'a statsd line to try, such as `a.b:1|c`'))
    .addOption(JSON_OPTION)
    .action(async (file: string | undefined, options: Options) => {
      const mapping = await readMappingText(file);
      const checks = checkConfig(mapping, options.line ?? [], args.dialect);
      print({ mappings: checks }, () => formatChecks(checks, mapping.text), options, context);
      refuseUnusable(checks);
      const traced = checks.flatMap(({ lines }) => lines).flatMap(({ samples }) => samples);
      const isRefused = traced.some(({ outcome }) => outcome === 'refused');
      if (isRefused || checks.some(({ warnings }) => warnings.length > 0)) context.finding();
    });
  takeFlags(command, 'Reading lines, as popcon serve does:', TAGS, args);
}
