/** Commands → docs/popcon.1, a page for man(1), in the language of man(7). */

import type { CommandDescription, OptionDescription } from '../../src/commands/describe.ts';
import { EXIT_CODES } from '../../src/commands/exit-codes.ts';
import { asSentence } from '../../src/words/sentence.ts';

export function formatMan(commands: readonly CommandDescription[], version: string): string {
  return `${[
    `.TH POPCON 1 "" "popcon ${version}" "User Commands"`,
    '.SH NAME',
    'popcon \\- which packages a shared Python installation really needs',
    '.SH SYNOPSIS',
    ...commands.flatMap(({ name, arguments: args }) => [
      '.br',
      `.B popcon ${roff(name)}`,
      `.RI ${roff([...args.map((argument) => argument.name), '[options]'].join(' ')).replaceAll(' ', '\\~')}`,
    ]),
    '.SH COMMANDS',
    ...commands.flatMap(formatCommand),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning, examples]) => ['.TP', `.B ${code}`, roff(meaning + examples)]),
    '.SH FILES',
    '.TP',
    '.I popcon.yml',
    'the configuration, in the folder or one above it',
    '.TP',
    '.I popcon.db',
    'the ledger, where no other is named',
  ].join('\n')}\n`;
}

function formatCommand({ name, summary, options, examples }: CommandDescription): readonly string[] {
  return [
    `.SS popcon ${roff(name)}`,
    roff(asSentence(summary)),
    ...options.flatMap(formatOption),
    '.PP',
    'Examples:',
    '.EX',
    ...examples.flatMap(([line, does]) => [`  ${roff(line)}`, `      ${roff(does)}`]),
    '.EE',
  ];
}

function formatOption({ short, long, value, help }: OptionDescription): readonly string[] {
  const flags = [short, long].filter((flag) => flag !== undefined).map((flag) => `\\fB${roff(flag)}\\fR`);
  return ['.TP', `${flags.join(', ')}${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}`, roff(help)];
}

/** Nothing of the text is taken for a request, an escape or a hyphen that may be broken at. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
}
