/** `popcon check-config`: a mapping file, and lines to try on it → what is wrong with it, what becomes of them. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import { BUILTIN, checkConfig, type MappingText } from './check-config/check.ts';
import { formatCheck } from './check-config/text.ts';
import type { Context } from './command.ts';

interface Options {
  readonly line?: readonly string[];
  readonly json?: true;
}

export function define(command: Command, context: Context): void {
  command
    .argument('[file]', 'mapping file, or a file that holds one, as Helm values; without: the built-in rules')
    .option('--line <line>', 'a statsd line to try, as `a.b:1|c`; may be given again', collect)
    .option('--json', 'print one JSON value')
    .addHelpText(
      'after',
      '\nExit code: 0 fine, 1 a warning or a line that is refused, 2 a file that cannot be used.',
    )
    .action(async (file: string | undefined, options: Options) => {
      const mapping = file === undefined ? BUILTIN : await read(file);
      const check = checkConfig(mapping, options.line ?? []);
      context.stdout.write(
        options.json ? `${JSON.stringify(check, null, 2)}\n` : formatCheck(check, mapping.text),
      );
      if (!check.ok) throw new Failure('mapping-invalid', `${mapping.file} cannot be used as a mapping file`);
      const refused = check.lines.some(({ samples }) => samples.some(({ outcome }) => outcome === 'refused'));
      if (refused || check.warnings.length > 0) context.finding();
    });
}

async function read(file: string): Promise<MappingText> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/, \w+( '.*')?$/, '') : String(error);
    throw new Failure('mapping-unreadable', `cannot read ${file} (${reason}): name a mapping file`, {
      cause: error,
    });
  }
}

function collect(line: string, lines: readonly string[] = []): readonly string[] {
  return [...lines, line];
}
