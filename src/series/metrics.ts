/** Metric names with a meaning here: the reporter's counters, their labels, and the collector's own metrics. */
import { LANGUAGES, language } from '../languages/languages.ts';

/** Counters of the reporter; {@link ReporterMetrics} describes each. */
export const {
  importedPackage: IMPORTED_PACKAGE,
  directlyImportedPackage: DIRECTLY_IMPORTED_PACKAGE,
  failedImport: FAILED_IMPORT,
  notices: NOTICES,
  missedPackage: MISSED_PACKAGE,
  processes: PROCESSES,
  incompleteProcesses: INCOMPLETE_PROCESSES,
  environmentProcesses: ENVIRONMENT_PROCESSES,
  canary: CANARY,
} = language.metrics;

/** True for the reporter's metrics, as the built-in mapping names them. */
export function isBuiltinMetric(name: string): boolean {
  return name !== OVERFLOW && METRIC_HELP.has(name);
}

/** Metrics with a package label, whose names can be folded if they are in no inventory. */
export const OF_PACKAGES: ReadonlySet<string> = new Set([
  IMPORTED_PACKAGE,
  DIRECTLY_IMPORTED_PACKAGE,
  FAILED_IMPORT,
  NOTICES,
  MISSED_PACKAGE,
]);

export const PACKAGE_LABEL = 'package';
export const NAMESPACE_LABEL = 'namespace';
export const ENVIRONMENT_LABEL = 'environment';

/** Value of the package label for names that are in no inventory (`--packages.known-only`). */
export const OTHER_PACKAGE = 'other';

/** Counter of increments above the limit of series (`--ledger.max-series`). */
export const OVERFLOW = 'popcon_overflow_total';

/** Prefix of the collector's own metrics; received names must not begin with it. */
export const OWN_PREFIX = 'popcon_';

/** HELP texts of the metrics above. */
export const METRIC_HELP: ReadonlyMap<string, string> = new Map([
  ...LANGUAGES.flatMap(({ metrics }): [string, string][] => [
    [metrics.importedPackage, 'Processes that imported the package.'],
    [metrics.directlyImportedPackage, 'Processes whose own code names the package.'],
    [metrics.failedImport, 'Processes in which an import of the installed package failed.'],
    [metrics.notices, 'Processes that told a person that the package is going to be removed.'],
    [metrics.missedPackage, 'Processes that asked for the package after it was removed.'],
    [metrics.processes, 'Processes that reported.'],
    [metrics.incompleteProcesses, 'Processes that could not name all they imported in their budget.'],
    [metrics.environmentProcesses, 'Processes of the environment that reported.'],
    [metrics.canary, 'Marked reports that tried the way (popcon doctor), which are no use of anything.'],
  ]),
  [OVERFLOW, 'Increments of all series past the limit of series.'],
]);

/**
 * Gauge of a collector: the start of the first UTC day in its ledger, in seconds since 1970. Tells a reader of
 * Prometheus whether the first sample of a counter is a day's use or years of it.
 */
export const LEDGER_FIRST_DAY = 'popcon_ledger_first_day_timestamp_seconds';

/** Gauge of a collector: last report of each namespace that must report; 0 if it never did. */
export const EXPECTED_LAST_DAY = 'popcon_expected_namespace_last_day_timestamp_seconds';
