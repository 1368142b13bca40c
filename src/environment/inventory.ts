/**
 * An inventory: what one environment had installed on one day. Comes from `popcon inventory` (a Python run
 * once) or, with less known, from another tool's list; goes into the ledger, to a collector, to a JSON file.
 */

export type InventorySource = 'python' | 'pip-inspect' | 'conda-list' | 'requirements' | 'environment-yml';
export type Activation = 'none' | 'ipython' | 'all-processes' | 'unknown';

export interface Requirement {
  /** PEP 503 name of the distribution required under this environment's markers; it may be missing. */
  readonly name: string;
  /** Set where the requirement holds only through this extra of the requiring distribution. */
  readonly extra?: string;
  /** Extras that the requirement asks of the required distribution. */
  readonly extras?: readonly string[];
}

export interface Distribution {
  /** PEP 503 normalised. */
  readonly name: string;
  readonly version?: string;
  /** `pip`, `conda`, `debian`, or what the INSTALLER file says. */
  readonly installer?: string;
  /** Asked for by a person, rather than brought by another distribution; undefined where unknown. */
  readonly requested?: boolean;
  readonly requirements?: readonly Requirement[];
  /** Disk space that goes with it; a file of several distributions is counted once, with the first. */
  readonly bytes?: number;
  readonly importNames?: readonly string[];
  /** Console and GUI scripts. */
  readonly commands?: readonly string[];
  /** Entry points that are not commands: group to names (what makes it a plugin). */
  readonly entryPoints?: Readonly<Record<string, readonly string[]>>;
  readonly editable?: boolean;
}

/** What a source could not tell. */
export type Unknown =
  | 'versions'
  | 'requested'
  | 'requirements'
  | 'bytes'
  | 'importNames'
  | 'commands'
  | 'entryPoints'
  | 'baseline'
  | 'activation';

export interface Inventory {
  readonly format: 'popcon-inventory/1';
  /** A name for the environment, chosen by the admin: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`. */
  readonly environment: string;
  /** UTC day on which it was taken, YYYY-MM-DD. */
  readonly day: string;
  readonly source: InventorySource;
  readonly python?: { readonly version: string; readonly implementation: string };
  readonly activation: Activation;
  /** Distributions loaded before the reporter in a kernel, which therefore cannot be counted. */
  readonly baseline: readonly string[];
  readonly unknown: readonly Unknown[];
  readonly distributions: readonly Distribution[];
}
