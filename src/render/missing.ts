/** Why nothing may be called unused yet, and what would mend it. */
import type { Missing } from '../reports/unused.ts';
import { formatNamespace } from './evidence.ts';
import { formatCount, formatOf } from './number.ts';

/** One sentence without its full stop, short enough to stand beside others. */
export function formatMissing(missing: Missing): string {
  switch (missing.missing) {
    case 'days':
      return `${formatCount(missing.have)} of ${formatOf(missing.need, 'day')} observed`;
    case 'processes':
      return `${formatCount(missing.have)} of ${formatOf(missing.need, 'process', 'processes')} observed`;
    case 'inventory':
      return `the inventory does not tell ${missing.unknown.join(', ')}`;
    case 'silence': {
      const { namespace, silent, days, usual } = missing;
      const who = namespace === undefined ? 'nobody' : formatNamespace(namespace);
      return `${who} reported ${namespace === undefined ? 'anything' : 'nothing'} from ${silent.from} to ${silent.to} (${formatOf(days, 'day')}; up to ${formatCount(usual)} are usual)`;
    }
  }
}

/** What the reader can do about it. */
export function adviceOn({ missing }: Missing): string {
  switch (missing) {
    case 'days':
      return 'ask again later, or for less with --min-days';
    case 'processes':
      return 'see that the reporter is active where people work, or ask for less with --min-processes';
    case 'inventory':
      return 'take one with `popcon inventory --python`';
    case 'silence':
      return 'see `popcon doctor`; if nobody worked then, say so with --quiet FROM..TO, or --retired for a namespace that is over';
  }
}
