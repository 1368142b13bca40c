/** Gaps in the evidence: why nothing may be called unused yet, and how each is mended. */
import type { Missing } from '../reports/unused.ts';
import { formatWhen } from '../words/days.ts';
import { formatNames, formatNamespace } from '../words/names.ts';
import { formatCount, formatOf, formatShare } from '../words/number.ts';

type MissingName = Missing['missing'];

interface MissingRow<Name extends MissingName> {
  /** Without its full stop, short enough to stand beside others. */
  sentence(missing: Extract<Missing, { readonly missing: Name }>): string;
  readonly todo: string;
  /** The options and fields that ask for it. */
  readonly options?: string;
}

const MISSING: { readonly [Name in MissingName]: MissingRow<Name> } = {
  environment: {
    sentence: ({ others }) =>
      `which processes ran in it is not known, for there are inventories of ${formatNames(others)}, too`,
    todo: 'have its processes name it (`popcon activate --environment`), or say in which namespaces it runs (`popcon inventory --namespaces`)',
  },
  reporter: {
    sentence: () => 'the reporter is not switched on in it, so the counts are from elsewhere',
    todo: 'switch it on with `popcon activate`; where a PYTHONPATH does, take the inventory with it, by `python -m popularity_contest.inventory`',
  },
  days: {
    sentence: ({ have, need }) => `${formatCount(have)} of ${formatOf(need, 'day')} observed`,
    todo: 'wait, or ask for fewer',
    options: '`--min-days`, or `thresholds` in popcon.yml',
  },
  processes: {
    sentence: ({ have, need }) =>
      `${formatCount(have)} of ${formatOf(need, 'process', 'processes')} observed`,
    todo: 'see that the reporter is active where people work, or ask for fewer',
    options: '`--min-processes`, or `thresholds` in popcon.yml',
  },
  'complete reports': {
    sentence: ({ incomplete, of }) =>
      `${formatShare(incomplete / of)} of the reports are incomplete (${formatCount(incomplete)} of ${formatCount(of)}), and the packages that they leave out may be any`,
    todo: 'have the names at hand (`python -m popularity_contest index` in the environment, after each change of it), or give a report more time: `PYTHON_POPCONTEST_BUDGET_MS`',
  },
  inventory: {
    sentence: ({ unknown }) => `the inventory does not tell ${unknown.join(', ')}`,
    todo: 'take one with `popcon inventory --python`',
  },
  silence: {
    sentence({ namespace, silent, days, usual }) {
      const who = namespace === undefined ? 'nobody' : formatNamespace(namespace);
      return `${who} reported ${namespace === undefined ? 'anything' : 'nothing'} ${formatWhen(silent)} (${formatOf(days, 'day')}; up to ${formatCount(usual)} are usual)`;
    },
    todo: 'see `popcon doctor`; if nobody was expected, say so',
    options:
      '`--holiday FROM..TO`, or `--closed` for a namespace that is over; in popcon.yml `holidays` and `namespaces`',
  },
};

export function formatMissing(missing: Missing): string {
  return rowOf(missing).sentence(missing);
}

function rowOf({ missing }: Missing): Pick<MissingRow<MissingName>, 'sentence'> {
  return MISSING[missing];
}

/** Without the options of a command: pages have controls of their own. */
export function todoOn({ missing }: Missing): string {
  return MISSING[missing].todo;
}

/** For the reader of a command. */
export function adviceOn({ missing }: Missing): string {
  const { todo, options } = MISSING[missing];
  return options === undefined ? todo : `${todo}: ${options}`;
}
