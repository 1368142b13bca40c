/** Words for the facts that an inventory does not tell, and for how the reporter is switched on: terminal and pages. */
import type { Activation, Unknown } from './inventory.ts';

export const UNKNOWN_WORDS: Readonly<Record<Unknown, string>> = {
  versions: 'some versions',
  requested: 'what was asked for and what came along',
  requirements: 'what requires what',
  bytes: 'disk space',
  importNames: 'what can be imported',
  commands: 'commands',
  entryPoints: 'plugins',
  baseline: 'what a kernel loads before the reporter',
  activation: 'whether the reporter is switched on',
};

interface ActivationWords {
  /** The rest of a sentence that begins with "the reporter is". */
  readonly words: string;
  /** The consequence for verdicts; absent where there is none, or where it is a reason to refuse the answer. */
  readonly consequence?: string;
}

export const ACTIVATION_WORDS: Readonly<Record<Activation, ActivationWords>> = {
  'all-processes': { words: 'switched on in every process' },
  ipython: {
    words: 'switched on in IPython and Jupyter kernels, not in other processes',
    consequence:
      'what scripts, commands in a terminal and worker processes (joblib, dask) import is not seen, so that nothing is called more than unused so far; `popcon activate --all-processes` lets it be seen, or `kernels-only: true` in popcon.yml says that all work is done in kernels',
  },
  none: { words: 'not switched on here; `popcon activate` does it' },
  unknown: {
    words: 'not known to be switched on',
    consequence: 'commands are taken as not seen',
  },
};
