/** commander's command, whose refusals are one line in our form: what is wrong, what was meant, where to look. */
import { Command } from 'commander';
import { nearest } from '../config/nearest.ts';

type ErrorOptions = Parameters<Command['error']>[1];

export class PopconCommand extends Command {
  override createCommand(name: string): Command {
    return new PopconCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const said = message
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .replace(/\.$/, '');
    return super.error(`popcon: ${said}; ${this.#words().join(' ')} --help lists what there is`, options);
  }

  /** commander's, but for `--flag=value`: the flag alone is compared, and the value is not shown. */
  unknownOption(flag: string): never {
    const [name = flag] = flag.split('=');
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
