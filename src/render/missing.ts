/** Why nothing may be called unused yet, and what would mend it. */

import type { Missing } from '../reports/unused.ts';
import { formatNames, formatNamespace } from '../words/names.ts';
import { formatCount, formatOf, formatShare } from '../words/number.ts';

/** One sentence without its full stop, short enough to stand beside others. */
export function formatMissing(missing: Missing): string {
  switch (missing.missing) {
    case 'environment':
      return `which processes ran in it is not known, for there are inventories of ${formatNames(missing.others)}, too`;
    case 'reporter':
      return 'the reporter is not switched on in it, so the counts are from elsewhere';
    case 'days':
      return `${formatCount(missing.have)} of ${formatOf(missing.need, 'day')} observed`;
    case 'processes':
      return `${formatCount(missing.have)} of ${formatOf(missing.need, 'process', 'processes')} observed`;
    case 'complete reports':
      return `${formatShare(missing.incomplete / missing.of)} of the reports are incomplete (${formatCount(missing.incomplete)} of ${formatCount(missing.of)}), and the packages that they leave out may be any`;
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
    case 'environment':
      return 'have its processes name it (`popcon activate --environment`), or say in which namespaces it runs (`popcon inventory --namespaces`)';
    case 'reporter':
      return 'switch it on with `popcon activate`; where a PYTHONPATH does, take the inventory with it, by `python -m popularity_contest.inventory`';
    case 'days':
      return 'wait, or ask for fewer: `--min-days`, or `thresholds` in popcon.yml';
    case 'processes':
      return 'see that the reporter is active where people work, or ask for fewer: `--min-processes`, or `thresholds` in popcon.yml';
    case 'complete reports':
      return 'have the names at hand (`python -m popularity_contest index` in the environment, after each change of it), or give a report more time: `PYTHON_POPCONTEST_BUDGET_MS`';
    case 'inventory':
      return 'take one with `popcon inventory --python`';
    case 'silence':
      return 'see `popcon doctor`; if nobody was expected, say so: `--holiday FROM..TO`, or `--closed` for a namespace that is over; in popcon.yml `holidays` and `namespaces`';
  }
}
