/** `popcon check-config`: a mapping file, and lines to try on it → what is wrong with it, what becomes of them. */
import type { Command } from 'commander';
import { checkConfig, refuseUnusable } from './check-config/check.ts';
import { readMappingText } from './check-config/read.ts';
import { formatCheck } from './check-config/text.ts';
import type { Context } from './command.ts';
import { defaultArguments, takeFlags } from './serve/flags/flag.ts';
import { TAGS } from './serve/flags/tags.ts';

interface Options {
  readonly line?: readonly string[];
  readonly json?: true;
}

export function define(command: Command, context: Context): void {
  const args = defaultArguments();
  command
    .argument('[file]', 'mapping file, or a file that holds one, as Helm values; without: the built-in rules')
    .option('--line <line>', 'a statsd line to try, as `a.b:1|c`; may be given again', collect)
    .option('--json', 'print one JSON value')
    .addHelpText(
      'after',
      '\nExit code: 0 fine, 1 a warning or a line that is refused, 2 a file that cannot\nbe used.',
    )
    .action(async (file: string | undefined, options: Options) => {
      const mapping = await readMappingText(file);
      const check = checkConfig(mapping, options.line ?? [], args.options.dialect);
      context.stdout.write(
        options.json ? `${JSON.stringify(check, null, 2)}\n` : formatCheck(check, mapping.text),
      );
      refuseUnusable(check);
      const refused = check.lines.some(({ samples }) => samples.some(({ outcome }) => outcome === 'refused'));
      if (refused || check.warnings.length > 0) context.finding();
    });
  takeFlags(command, 'Reading lines, as popcon serve does:', TAGS, args);
}

function collect(line: string, lines: readonly string[] = []): readonly string[] {
  return [...lines, line];
}
