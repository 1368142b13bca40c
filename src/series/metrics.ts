/** The names this product gives a meaning: what the seed's mapping rules make of the reporter's lines. */

/** Counter of processes that imported `package`; labels `package` and, where mapped, `namespace`. */
export const IMPORTED_PACKAGE = 'python_popcon_imported_package';

/** Counter of processes whose user code names `package` (opt-in at the reporter). */
export const DIRECTLY_IMPORTED_PACKAGE = 'python_popcon_directly_imported_package';

/** Counter of reporting processes: the denominator of every share, and the heartbeat. */
export const PROCESSES = 'python_popcon_processes';

export const PACKAGE_LABEL = 'package';
export const NAMESPACE_LABEL = 'namespace';

/** The package label under which names in no uploaded inventory are folded (`--packages.known-only`). */
export const OTHER_PACKAGE = 'other';
