/** For zsh 5: a file `_popcon` in a folder of `fpath`. */
import type { CommandDescription, OptionDescription } from '../describe.ts';
import { argumentsOf, isFile, subcommands } from './values.ts';

export function completeInZsh(commands: readonly CommandDescription[]): string {
  const groups = subcommands(commands);
  const names = [...groups.keys()].join(' ');
  const summaries = new Map(commands.map(({ name, summary }) => [name, summary]));
  const described = [...groups].map(
    ([name, below]) => `    ${quote(`${name}:${summaries.get(name) ?? below.join(', ')}`)}`,
  );
  return `#compdef popcon
# zsh completion of popcon: popcon completion zsh > ~/.zfunc/_popcon
_popcon() {
  local -a commands
  commands=(
${described.join('\n')}
    'help:the same as popcon COMMAND --help'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help) _values command ${names} ;;
${[...groups].map(([group, below]) => (below.length === 0 ? '' : belowOf(group, below, commands))).join('')}${commands
  .filter(({ name }) => !name.includes(' '))
  .map(caseOf)
  .join('\n')}
  esac
}
if [[ $funcstack[1] == _popcon ]]; then _popcon "$@"; else compdef _popcon popcon; fi
`;
}

/** The second word is completed, or chooses what follows. */
function belowOf(group: string, below: readonly string[], commands: readonly CommandDescription[]): string {
  const members = commands.filter(({ name }) => name.startsWith(`${group} `));
  return `    ${group})
      if (( CURRENT == 2 )); then
        _values command ${below.join(' ')}
        return
      fi
      command=$words[2]
      shift words
      (( CURRENT-- ))
      case $command in
${members.map(caseOf).join('\n')}
      esac
      ;;
`;
}

function caseOf(command: CommandDescription): string {
  const { choices, areFiles } = argumentsOf(command);
  const rest = choices.length > 0 ? `(${choices.join(' ')})` : areFiles ? '_files' : ' ';
  const lines = [...command.options.map(specOf), `'(- *)'{-h,--help}'[what it takes]'`];
  if (command.arguments.length > 0) lines.push(quote(`*:argument:${rest}`));
  return `    ${command.name.split(' ').at(-1)})
      _arguments -s ${lines.map((line) => `\\\n        ${line}`).join(' ')}
      ;;`;
}

/** May be given again: which may not is for the command to say. */
function specOf({ short, long, value, choices, help }: OptionDescription): string {
  const text = `[${help.replaceAll(/[\\[\]:]/g, '\\$&')}]${value === undefined ? '' : `:value:${actionOf(value, choices)}`}`;
  const end = value === undefined ? '' : '=';
  if (short === undefined) return quote(`*${long}${end}${text}`);
  return `'*'{${short}${value === undefined ? '' : '+'},${long}${end}}${quote(text)}`;
}

function actionOf(value: string, choices: readonly string[]): string {
  return choices.length > 0 ? `(${choices.join(' ')})` : isFile(value) ? '_files' : ' ';
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
