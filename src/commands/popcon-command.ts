/** commander's command, whose refusals are one line in our form: what is wrong, what was meant, where to look. */
import { Command, type Option } from 'commander';
import { nearest } from '../config/nearest.ts';
import { printable } from '../words/names.ts';

type ErrorOptions = Parameters<Command['error']>[1];

export class PopconCommand extends Command {
  /** Of the last line that was parsed: the options that the command does not have, and what follows them. */
  #unknown: readonly string[] = [];

  override createCommand(name: string): Command {
    return new PopconCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const said = message
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .replace(/\.$/, '');
    return super.error(
      `popcon: ${printable(said)}; ${this.#words().join(' ')} --help lists what there is`,
      options,
    );
  }

  override parseOptions(argv: string[]): ReturnType<Command['parseOptions']> {
    const parsed = super.parseOptions(argv);
    this.#unknown = parsed.unknown;
    return parsed;
  }

  /** commander's, but for a misspelt one: that is what is wrong, not that the option is missing. */
  missingMandatoryOptionValue(option: Option): never {
    const [misspelt] = this.#unknown;
    if (misspelt?.startsWith('-')) this.unknownOption(misspelt);
    return this.error(`required option '${option.flags}' is missing`, {
      code: 'commander.missingMandatoryOptionValue',
    });
  }

  /** commander's, but for `--flag=value`: the flag alone is compared, and the value is not shown. */
  unknownOption(flag: string): never {
    const [name = flag] = flag.split('=');
    if (this.options.some(({ long }) => long === name)) {
      return this.error(`option '${name}' takes no value`, { code: 'commander.unknownOption' });
    }
    const known = new Map(
      this.options.flatMap(({ long }) => (long == null ? [] : [[wordOf(long), long] as const])),
    );
    const meant = name.startsWith('--')
      ? known.get(nearest(wordOf(name), [...known.keys()]) ?? '')
      : undefined;
    const hint = meant === undefined ? '' : ` (Did you mean ${meant}?)`;
    return this.error(`unknown option '${name}'${hint}`, { code: 'commander.unknownOption' });
  }

  /** `popcon`, `top`. */
  #words(): readonly string[] {
    const above = this.parent instanceof PopconCommand ? this.parent.#words() : [];
    return [...above, this.name()];
  }
}

/** `--from-ca` → `from_ca`, as {@link nearest} compares words. */
function wordOf(flag: string): string {
  return flag.replace(/^--/, '').replaceAll('-', '_');
}
