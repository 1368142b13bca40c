/** Every command: its name, what it is for, and lines that show it. A command's module loads only when it is named. */
import type { CommandModule } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  /** As `popcon --help` has it. */
  readonly summary: string;
  /** A command line and what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** It looks at the signal of its context, since there is something to commit or to undo. */
  readonly endsInOrder?: true;
  /** An argument `@FILE` stands for the arguments in that file. */
  readonly takesArgumentFiles?: true;
  readonly load: () => Promise<CommandModule>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'collect counts: statsd in, Prometheus out',
    examples: [
      ['popcon serve', 'on this machine alone, into ./popcon.db'],
      [
        'popcon serve --statsd.listen-udp=:9125 --web.listen-address=:9102 -l /var/lib/popcon.db',
        'for other machines, too',
      ],
    ],
    endsInOrder: true,
    takesArgumentFiles: true,
    load: () => import('./serve.ts'),
  },
  {
    name: 'top',
    summary: 'list packages by the share of processes that import them',
    examples: [
      ['popcon top', 'of the ledger ./popcon.db, the last 90 days'],
      ['popcon top -f http://hub:9102 -s 30d -n 50', 'of a running collector'],
      ['popcon top --sort fewest', 'what is rare first'],
      ['popcon top --split namespace --csv', 'side by side for each hub, for a spreadsheet'],
    ],
    load: () => import('./top.ts'),
  },
  {
    name: 'trend',
    summary: 'show the use of a few packages over time',
    examples: [
      ['popcon trend numpy scipy', 'by week, in the terminal'],
      ['popcon trend numpy -s 1y --by month --svg numpy.svg', 'a year as a picture'],
    ],
    load: () => import('./trend.ts'),
  },
  {
    name: 'unused',
    summary: 'list the distributions that can go, and why the others cannot',
    examples: [
      ['popcon unused -s 1y', 'what nobody imported for a year'],
      [
        'popcon unused --keep keep.txt --write-remove requirements.txt',
        'a diff of the list, less what is kept',
      ],
      ['popcon unused --write-remove pip --so-far', 'also what is unused so far; the risk is stated'],
      ['popcon unused --fail-on 1', 'for CI: exit code 1 if one can go, 3 if it is too early to say'],
    ],
    load: () => import('./unused.ts'),
  },
  {
    name: 'why',
    summary: 'explain the verdict on one installed distribution',
    examples: [
      ['popcon why tensorflow', 'who uses it, who requires it, what would go with it'],
      ['popcon why sklearn', 'by the name that is imported'],
    ],
    load: () => import('./why.ts'),
  },
  {
    name: 'backtest',
    summary: 'show how often `popcon unused` would have been wrong in the past',
    examples: [
      ['popcon backtest', 'asked at each past month of ./popcon.db'],
      ['popcon backtest -f http://hub:9102 --environment base --csv', 'of one of several, for a spreadsheet'],
    ],
    load: () => import('./backtest.ts'),
  },
  {
    name: 'retire',
    summary: 'announce that packages go, and see whether they did',
    examples: [
      ["popcon retire add tensorflow --on 2027-01-15 --because 'unused for a year'", 'into popcon.yml'],
      ['popcon retire list', 'what is announced, and what is gone'],
      ['popcon retire status --tolerate 5', 'who was told, and who misses what is gone'],
      ['popcon retire drop tensorflow', 'it stays after all'],
      ['popcon retire check', 'for CI: exit code 1 where what is installed or used does not fit'],
      ['popcon retire export > removals.json', 'for the reporter of an image without Node'],
    ],
    load: () => import('./retire.ts'),
  },
  {
    name: 'rehearse',
    summary: 'remove packages in a copy of the environment, and see what fails',
    examples: [
      ["popcon rehearse -p /opt/conda/bin/python --run 'tests/*.ipynb'", 'what popcon.yml announces'],
      ['popcon rehearse tensorflow keras -p venv/bin/python', 'two packages by name'],
    ],
    endsInOrder: true,
    load: () => import('./rehearse.ts'),
  },
  {
    name: 'propose',
    summary: 'a branch in which each group that can go is a commit with its reasons',
    examples: [
      ['popcon propose', 'in the git repository of the image, beside what is checked out'],
      ["popcon propose tensorflow --on 2027-01-15 --ask 'help@hub.example.edu'", 'the group of one package'],
    ],
    load: () => import('./propose.ts'),
  },
  {
    name: 'inventory',
    summary: 'record what a Python environment has installed',
    examples: [
      ['popcon inventory -p /opt/conda/bin/python -l /var/lib/popcon.db', 'in a ledger'],
      [
        'popcon inventory --environment course --push http://hub:9102 --from-token-file token',
        'at a collector',
      ],
    ],
    load: () => import('./inventory.ts'),
  },
  {
    name: 'check-config',
    summary: 'find what is wrong with a mapping file, and try lines on it',
    examples: [['popcon check-config mapping.yml --line a.b:1|c', 'what becomes of a line, by which rule']],
    load: () => import('./check-config.ts'),
  },
  {
    name: 'ledger',
    summary: 'see what fills the ledger; drop series, check it, copy it',
    examples: [
      ['popcon ledger top', 'the names that most series have in common'],
      ["popcon ledger drop --match 'junk*'", 'what that would drop; with --yes it does'],
      ['popcon ledger check', 'that it is intact, or what is lost'],
      ['popcon ledger backup /backup/popcon.db', 'a checked copy, also while a collector runs'],
    ],
    endsInOrder: true,
    load: () => import('./ledger.ts'),
  },
  {
    name: 'publish',
    summary: 'publish totals as a site and as data, with no small counts in them',
    examples: [
      ['popcon publish site --review', 'what would be told and hidden, and why; writes nothing'],
      ['popcon publish site --hide-below 50', 'makes the site, and remembers what was told'],
    ],
    endsInOrder: true,
    load: () => import('./publish.ts'),
  },
  {
    name: 'activate',
    summary: 'put the reporter into a Python environment, and see a report arrive',
    examples: [['popcon activate -p /opt/conda/bin/python --host hub', 'reports go to the collector on hub']],
    endsInOrder: true,
    load: () => import('./activate.ts'),
  },
  {
    name: 'deactivate',
    summary: 'take the reporter out of a Python environment, byte for byte',
    examples: [['popcon deactivate -p /opt/conda/bin/python', 'the environment is as it was']],
    endsInOrder: true,
    load: () => import('./deactivate.ts'),
  },
  {
    name: 'doctor',
    summary: 'find why no reports arrive, from the environment to the dashboard',
    examples: [
      ['popcon doctor -p /opt/conda/bin/python', 'from the environment to the collector'],
      ['popcon doctor --canary --collector http://hub:9102', 'for cron: exit code 1 if no report arrives'],
    ],
    load: () => import('./doctor.ts'),
  },
  {
    name: 'config',
    summary: 'show the values of popcon.yml in force, and what is wrong with them',
    examples: [['popcon config', 'each value, and the line that says it']],
    load: () => import('./config.ts'),
  },
  {
    name: 'completion',
    summary: 'print the completion script for bash, zsh or fish',
    examples: [
      ['popcon completion bash', 'for ~/.bashrc: source <(popcon completion bash)'],
      ['popcon completion zsh', 'into a file _popcon in a folder of fpath'],
    ],
    load: () => import('./completion.ts'),
  },
  {
    name: 'demo',
    summary: 'show the product at work, with nothing set up',
    examples: [['popcon demo', 'both answers, over a made-up hub and a dozen live processes']],
    endsInOrder: true,
    load: () => import('./demo.ts'),
  },
];
