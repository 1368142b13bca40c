/** Why no import would show the use of a distribution, and the sentence that says so. */
import { formatNames, printable } from '../words/names.ts';

export type NotObservable =
  /** It belongs to the installation itself: an installer, the reporter, Jupyter's servers. */
  | { readonly kind: 'installation' }
  /** It is loaded by entry point, for the program that defines the group: `host`, where that is installed. */
  | { readonly kind: 'plugin'; readonly group: string; readonly host?: string }
  /** It has no importable module and no commands: stubs, fonts, metapackages. */
  | { readonly kind: 'no module' }
  /** It has no importable module, only commands. */
  | { readonly kind: 'commands alone'; readonly commands: readonly string[] }
  /** The inventory does not tell its modules. */
  | { readonly kind: 'modules unknown' };

export function formatNotObservable(because: NotObservable): string {
  switch (because.kind) {
    case 'installation':
      return 'belongs to the installation itself, which is run and not imported';
    case 'plugin':
      return because.host === undefined
        ? `a plugin (${printable(because.group)}), loaded by a program of another environment`
        : `a plugin of ${printable(because.host)} (${printable(because.group)}), which may load it where nobody reports`;
    case 'no module':
      return 'has no module to import: stubs, fonts, data or a metapackage';
    case 'commands alone':
      return `has no module to import, only commands: ${formatNames(because.commands)}`;
    case 'modules unknown':
      return 'the inventory does not tell which modules it has';
  }
}
