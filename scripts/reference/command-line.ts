/** Commands → docs/command-line.md: every command, argument and option. */

import type { CommandDescription, OptionDescription } from '../../src/commands/describe.ts';
import { EXIT_CODES } from '../../src/commands/exit-codes.ts';
import { asSentence } from '../../src/words/sentence.ts';

const HEAD = `# The command line
Made from the program by \`npm run reference\`; \`popcon COMMAND --help\` says the same of one command.

An option wins over its environment variable, that over [popcon.yml](configuration.md), that over the default. \`--name value\` and \`--name=value\` are the same.

| exit code | means |
| --- | --- |
${EXIT_CODES.map(([code, meaning, examples]) => `| ${code} | ${meaning}${examples} |`).join('\n')}

\`--debug\`, with any command, shows where in the code a failure came from.

Colour and bold are for terminals: \`NO_COLOR=1\` takes them off, \`FORCE_COLOR=1\` puts them on in a pipe, too. With \`TERM=dumb\`, or where the locale is not UTF-8, pictures and progress are drawn with plain characters.

Completion: \`source <(popcon completion bash)\` in \`~/.bashrc\`; \`popcon completion zsh > ~/.zfunc/_popcon\` in a folder of \`fpath\`; \`popcon completion fish > ~/.config/fish/completions/popcon.fish\`. \`man popcon\` is there after \`npm install --global\`.
`;

export function formatCommandLine(commands: readonly CommandDescription[]): string {
  return [HEAD, ...commands.map(formatCommand)].join('\n');
}

function formatCommand({ name, summary, arguments: args, options, examples }: CommandDescription): string {
  const usage = ['popcon', name, ...args.map((argument) => argument.name), '[options]'].join(' ');
  const lines = examples.map(([line, does]) => `${line}    # ${does}`);
  return [
    `## popcon ${name}\n${asSentence(summary)}\n`,
    `\`\`\`console\n${[`${usage}`, '', ...lines].join('\n')}\n\`\`\`\n`,
    ...args.map((argument) => `\`${argument.name}\`: ${argument.help}\n`),
    `| option | |\n| --- | --- |\n${options.map(formatOption).join('')}`,
  ].join('\n');
}

function formatOption({ short, long, value, help }: OptionDescription): string {
  const flags = [short, long].filter((flag) => flag !== undefined).join('`, `');
  return `| \`${flags}${value === undefined ? '' : ` ${value.replaceAll('|', '\\|')}`}\` | ${help.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |\n`;
}
