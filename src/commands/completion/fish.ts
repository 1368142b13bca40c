/** For fish 3. */
import type { CommandDescription, OptionDescription } from '../describe.ts';
import { argumentsOf, isFile, subcommands } from './values.ts';

export function completeInFish(commands: readonly CommandDescription[]): string {
  const groups = subcommands(commands);
  const names = [...groups.keys()].join(' ');
  const summaries = new Map(commands.map(({ name, summary }) => [name, summary]));
  const first = [...groups].flatMap(([name, below]) => {
    const does = quote(summaries.get(name) ?? below.join(', '));
    const second = `-n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${below.join(' ')}'`;
    return [
      `complete -c popcon -n __fish_use_subcommand -a ${name} -d ${does}`,
      ...(below.length === 0 ? [] : [`complete -c popcon ${second} -a '${below.join(' ')}'`]),
    ];
  });
  const groupNames = [...groups].flatMap(([name, below]) => (below.length === 0 ? [] : [name]));
  return `# fish completion of popcon: popcon completion fish > ~/.config/fish/completions/popcon.fish
complete -c popcon -f
complete -c popcon -s h -l help -d 'what it takes'
complete -c popcon -n __fish_use_subcommand -s V -l version -d 'the version'
complete -c popcon -n '__fish_seen_subcommand_from help' -a '${names}'
${[...first, ...commands.flatMap((command) => linesOf(command, groupNames))].join('\n')}
`;
}

function linesOf(command: CommandDescription, groups: readonly string[]): readonly string[] {
  const words = command.name.split(' ');
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  // `popcon ledger top` is not `popcon top`.
  const unseen =
    words.length > 1 || groups.length === 0 ? [] : [`not __fish_seen_subcommand_from ${groups.join(' ')}`];
  const at = `complete -c popcon -n '${[...seen, ...unseen].join('; and ')}'`;
  const { choices, areFiles } = argumentsOf(command);
  return [
    ...(choices.length > 0 ? [`${at} -a '${choices.join(' ')}'`] : areFiles ? [`${at} -F`] : []),
    ...command.options.map((option) => `${at} ${flagsOf(option)} -d ${quote(option.help)}`),
  ];
}

function flagsOf({ short, long, value, choices }: OptionDescription): string {
  const flags = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  if (value === undefined) return flags;
  if (choices.length > 0) return `${flags} -x -a '${choices.join(' ')}'`;
  return `${flags} ${isFile(value) ? '-r -F' : '-x'}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
