/** For bash 4.2 and newer, with or without bash-completion. */
import type { CommandDescription } from '../describe.ts';
import { argumentsOf, isFile, spellings, subcommands } from './values.ts';

export function completeInBash(commands: readonly CommandDescription[]): string {
  const groups = subcommands(commands);
  const names = [...groups.keys()].join(' ');
  return `# bash completion of popcon: source <(popcon completion bash)
_popcon() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  # bash takes --option=value apart.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${names} help --help --version" -- "$current"))
    return
  fi
  if [[ $command == help ]]; then
    COMPREPLY=($(compgen -W "${names}" -- "$current"))
    return
  fi
  case $command in
${[...groups].flatMap(belowOf).join('\n')}
  esac
  case "$command $previous" in
${commands.flatMap(valuesOf).join('\n')}
  esac
  case $command in
${commands.map(wordsOf).join('\n')}
  esac
}
complete -F _popcon popcon
`;
}

/** A command of commands is completed by the second word, and told apart by both. */
function belowOf([group, below]: readonly [string, readonly string[]]): readonly string[] {
  if (below.length === 0) return [];
  return [
    `    ${group})
      if ((COMP_CWORD == 2)); then
        COMPREPLY=($(compgen -W "${below.join(' ')}" -- "$current"))
        return
      fi
      command="$command \${COMP_WORDS[2]}"
      ;;`,
  ];
}

/** A line for each option that takes a value. */
function valuesOf({ name, options }: CommandDescription): readonly string[] {
  return options.flatMap((option) => {
    const { value, choices } = option;
    if (value === undefined) return [];
    const words = choices.length > 0 ? `-W "${choices.join(' ')}"` : isFile(value) ? '-f' : undefined;
    const reply = words === undefined ? '' : `COMPREPLY=($(compgen ${words} -- "$current")); `;
    const at = spellings(option).map((spelling) => `"${name} ${spelling}"`);
    return [`    ${at.join(' | ')}) ${reply}return ;;`];
  });
}

function wordsOf(command: CommandDescription): string {
  const flags = [...command.options.flatMap(spellings), '--help'].join(' ');
  const { choices, areFiles } = argumentsOf(command);
  const others = choices.length > 0 ? `-W "${choices.join(' ')}"` : areFiles ? '-f' : `-W "${flags}"`;
  return `    '${command.name}')
      if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "${flags}" -- "$current"))
      else
        COMPREPLY=($(compgen ${others} -- "$current"))
      fi
      ;;`;
}
