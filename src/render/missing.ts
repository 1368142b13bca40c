/** Gaps in the evidence: why nothing may be called unused yet, and how each is mended. */

import type { Missing } from '../reports/unused.ts';
import { formatWhen } from '../words/days.ts';
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
      return `${who} reported ${namespace === undefined ? 'anything' : 'nothing'} ${formatWhen(silent)} (${formatOf(days, 'day')}; up to ${formatCount(usual)} are usual)`;
    }
  }
}

interface Advice {
  readonly todo: string;
  /** The options and fields that ask for it. */
  readonly options?: string;
}

const ADVICE: Readonly<Record<Missing['missing'], Advice>> = {
  environment: {
    todo: 'have its processes name it (`popcon activate --environment`), or say in which namespaces it runs (`popcon inventory --namespaces`)',
  },
  reporter: {
    todo: 'switch it on with `popcon activate`; where a PYTHONPATH does, take the inventory with it, by `python -m popularity_contest.inventory`',
  },
  days: { todo: 'wait, or ask for fewer', options: '`--min-days`, or `thresholds` in popcon.yml' },
  processes: {
    todo: 'see that the reporter is active where people work, or ask for fewer',
    options: '`--min-processes`, or `thresholds` in popcon.yml',
  },
  'complete reports': {
    todo: 'have the names at hand (`python -m popularity_contest index` in the environment, after each change of it), or give a report more time: `PYTHON_POPCONTEST_BUDGET_MS`',
  },
  inventory: { todo: 'take one with `popcon inventory --python`' },
  silence: {
    todo: 'see `popcon doctor`; if nobody was expected, say so',
    options:
      '`--holiday FROM..TO`, or `--closed` for a namespace that is over; in popcon.yml `holidays` and `namespaces`',
  },
};

/** Without the options of a command: pages have controls of their own. */
export function todoOn({ missing }: Missing): string {
  return ADVICE[missing].todo;
}

/** For the reader of a command. */
export function adviceOn({ missing }: Missing): string {
  const { todo, options } = ADVICE[missing];
  return options === undefined ? todo : `${todo}: ${options}`;
}
