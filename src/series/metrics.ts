/** The names this product gives a meaning: what the seed's mapping rules make of the reporter's lines. */

/** Counter of processes that imported `package`; labels `package` and, where mapped, `namespace`. */
export const IMPORTED_PACKAGE = 'python_popcon_imported_package';

/** Counter of processes whose user code names `package` (opt-in at the reporter). */
export const DIRECTLY_IMPORTED_PACKAGE = 'python_popcon_directly_imported_package';

/** Counter of reporting processes: the denominator of every share, and the heartbeat. */
export const PROCESSES = 'python_popcon_processes';

/** Counter of the marked reports by which `popcon doctor` tries the way: they are no use, and one series. */
export const CANARY = 'python_popcon_canary_processes';

export const PACKAGE_LABEL = 'package';
export const NAMESPACE_LABEL = 'namespace';

/** The package label under which names in no uploaded inventory are folded (`--packages.known-only`). */
export const OTHER_PACKAGE = 'other';

/** Counter of the increments of all series past the collector's limit of series (`--ledger.max-series`). */
export const OVERFLOW = 'popcon_overflow_total';

/** Metrics of the collector about itself begin with this; nothing that comes in may. */
export const OWN_PREFIX = 'popcon_';

/** HELP texts of the metrics above. */
export const METRIC_HELP: ReadonlyMap<string, string> = new Map([
  [IMPORTED_PACKAGE, 'Processes that imported the package.'],
  [DIRECTLY_IMPORTED_PACKAGE, 'Processes whose own code names the package.'],
  [PROCESSES, 'Processes that reported.'],
  [CANARY, 'Marked reports that tried the way (popcon doctor), which are no use of anything.'],
  [OVERFLOW, 'Increments of all series past the limit of series.'],
]);

/**
 * Gauge of a collector: the start of the first UTC day in its ledger, in seconds since 1970. Tells a reader of
 * Prometheus whether the first sample of a counter is a day's use or years of it.
 */
export const LEDGER_FIRST_DAY = 'popcon_ledger_first_day_timestamp_seconds';
