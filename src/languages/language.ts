/** The facts about a language whose packages are counted; everything else takes them as data. */

export interface Language {
  /** As people call it. */
  readonly title: string;
  readonly metrics: ReporterMetrics;
  readonly wire: ReporterWire;
  /** Rules of the built-in mapping, from what is sent to the metrics: the entries of `mappings:`. */
  readonly mappingRules: string;
  /** The name by which a distribution is counted, compared and shown. */
  readonly normalizeName: (name: string) => string;
  /** The form of a normalised name. */
  readonly normalizedName: RegExp;
  /** Distributions that make an installation work, and are run rather than imported. */
  readonly installation: ReadonlySet<string>;
  /** Uses without an import that the reporter would see. */
  readonly unseen: Unseen;
  /** The installers, and how each is told to remove; the first is taken for any other. */
  readonly installers: Readonly<Record<string, Installer>>;
  /** The reporter's program that prints an inventory, and what its environment's interpreter is called. */
  readonly inventory: { readonly program: string; readonly interpreter: string };
}

/** Counters at /metrics, as the built-in mapping names them. */
export interface ReporterMetrics {
  /** Of processes that imported `package`; labels `package` and, where mapped, `namespace`. */
  readonly importedPackage: string;
  /** Of processes whose user code names `package` (opt-in at the reporter). */
  readonly directlyImportedPackage: string;
  /** Of processes in which an import of the installed `package` failed by an error of its own. */
  readonly failedImport: string;
  /** Of processes that told the person in front of them that `package` is going to be removed. */
  readonly notices: string;
  /** Of processes that asked for `package` after it was removed. */
  readonly missedPackage: string;
  /** Of reporting processes: the denominator of every share, and the heartbeat. */
  readonly processes: string;
  /** Of processes that could not name all they imported: `processes` less these observed everything. */
  readonly incompleteProcesses: string;
  /** Of the processes of each named environment; label `environment`. */
  readonly environmentProcesses: string;
  /** Of the marked reports by which `popcon doctor` tries the way: they are no use, and one series. */
  readonly canary: string;
}

export interface Unseen {
  /** Groups of entry points that are read and never loaded by another program at run time. */
  readonly neverLoaded: RegExp;
  /** The host of a group that does not begin with its name. */
  readonly hostOf: ReadonlyMap<string, string>;
  /** Servers that load what bears a group of this prefix, also from the folders of another environment. */
  readonly servers: { readonly prefix: string; readonly names: readonly string[] };
  /** Distributions whose programs end past everything that could report (`os._exit`). */
  readonly endsUnseen: ReadonlySet<string>;
  /** The distributions that kernels are built on. */
  readonly kernelBases: readonly string[];
}

/** The metrics that a reporter sends. */
export interface ReporterWire {
  /** Before the name of a package, where no namespace is set. */
  readonly prefix: string;
  /** The same for the processes of a namespace. */
  readonly prefixIn: (namespace: string) => string;
  /** Under this prefix a process that imports nothing sends exactly `canaryLine`. */
  readonly canaryPrefix: string;
  readonly canaryLine: string;
}

/** One that brings distributions into an environment, and takes them out again. */
export interface Installer {
  /** As people call it. */
  readonly title: string;
  /** The command that removes what it installed; names follow. */
  readonly remove: string;
  /** The installers whose distributions that command removes: itself, and others that leave the same records. */
  readonly removes: readonly string[];
  /** The installers whose commands are printed for an admin who chose this one, in order; empty where none can. */
  readonly together: readonly string[];
  /** In which lists of a file it is asked for distributions. */
  readonly list: 'pip' | 'conda' | 'debian';
}
