/**
 * A failure the reader can act on. `message` is one line that says what and where, in words that hold in every
 * command and on a page; `commands/remedy.ts` adds what to do in the command that was run. Servers answer with it.
 */

/** By a failure's code, how a command ends. */
const EXIT_CODE_OF = {
  // 2: what was typed, asked or configured has to be changed.
  'bad-body': 2,
  'bad-query': 2,
  'branch-taken': 2,
  'config-invalid': 2,
  'config-not-yours': 2,
  'config-too-large': 2,
  'file-unreadable': 2,
  'invalid-address': 2,
  'invalid-option': 2,
  'day-to-come': 2,
  'environment-differs': 2,
  'inventory-invalid': 2,
  'inventory-too-large': 2,
  'list-invalid': 2,
  'mapping-invalid': 2,
  'not-a-release': 2,
  'other-environment': 2,
  'token-invalid': 2,
  'tree-dirty': 2,
  'unknown-name': 2,
  'web-config-invalid': 2,
  'which-environment': 2,
  // 3: there is not enough to answer from, yet.
  'no-inventory': 3,
  'nothing-in-window': 3,
  'nothing-recorded': 3,
  'nothing-to-propose': 3,
  'nothing-to-publish': 3,
  'thin-evidence': 3,
  // 4: a server, a file, a program or this one failed, or refused.
  'activation-refused': 4,
  'answer-too-long': 4,
  'bind-failed': 4,
  'budget-raised': 4,
  'budget-spent': 4,
  'budget-stays-spent': 4,
  'copy-failed': 4,
  'counts-lost': 4,
  'environment-touched': 4,
  'externally-managed': 4,
  'file-unwritable': 4,
  'foreign-installer': 4,
  'git-failed': 4,
  'hub-silent': 4,
  'ingest-ended': 4,
  'inventories-busy': 4,
  'ledger-busy': 4,
  'ledger-corrupt': 4,
  'ledger-disk-full': 4,
  'ledger-displaced': 4,
  'ledger-failed': 4,
  'ledger-foreign': 4,
  'ledger-in-use': 4,
  'ledger-missing': 4,
  'ledger-newer': 4,
  'ledger-not-a-database': 4,
  'ledger-read-only': 4,
  'ledger-unopenable': 4,
  'no-hub': 4,
  'no-packages': 4,
  'no-python': 4,
  'not-a-collector': 4,
  'not-compiled': 4,
  'not-prometheus': 4,
  'not-sent': 4,
  'not-writable': 4,
  'old-python': 4,
  'page-failed': 4,
  'pages-busy': 4,
  'pages-ended': 4,
  'passwords-ended': 4,
  'pip-failed': 4,
  'prometheus-busy': 4,
  'prometheus-refused': 4,
  'prometheus-too-heavy': 4,
  'push-refused': 4,
  'record-changed': 4,
  'removal-failed': 4,
  'rendering-busy': 4,
  'rendering-ended': 4,
  'release-record-damaged': 4,
  'socket-unknown': 4,
  timeout: 4,
  'too-many-environments': 4,
  'too-many-passwords': 4,
  unauthorized: 4,
  unexpected: 4,
  'unixgram-unsupported': 4,
  unreachable: 4,
  untrusted: 4,
  // As a shell says of a program that ended at SIGINT.
  interrupted: 130,
} as const;

export type FailureCode = keyof typeof EXIT_CODE_OF;

export interface FailureOptions extends ErrorOptions {
  /** The thing that failed, as the reader named it: a path, an address without its password, a kind of listener. */
  readonly about?: string | undefined;
}

export class Failure extends Error {
  readonly code: FailureCode;
  readonly about: string | undefined;

  constructor(code: FailureCode, message: string, { about, ...options }: FailureOptions = {}) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.about = about;
  }

  get exitCode(): 2 | 3 | 4 | 130 {
    return EXIT_CODE_OF[this.code];
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
