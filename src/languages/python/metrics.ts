/** The names of the reporter's counters, as it sends them and as they stand at /metrics: those of the seed. */
import type { ReporterMetrics, ReporterWire } from '../language.ts';

export const METRICS = {
  importedPackage: 'python_popcon_imported_package',
  directlyImportedPackage: 'python_popcon_directly_imported_package',
  failedImport: 'python_popcon_failed_import',
  notices: 'python_popcon_notices',
  missedPackage: 'python_popcon_missed_package',
  processes: 'python_popcon_processes',
  incompleteProcesses: 'python_popcon_incomplete_processes',
  environmentProcesses: 'python_popcon_environment_processes',
  canary: 'python_popcon_canary_processes',
} as const satisfies ReporterMetrics;

export const WIRE: ReporterWire = {
  prefix: 'python_popcon.imported_package',
  prefixIn: (namespace) => `python_popcon.hub.${namespace}.imported_package`,
  canaryPrefix: 'python_popcon.canary.imported_package',
  canaryLine: 'python_popcon.canary.processes:1|c',
};

/** The label that each has besides its namespace; the canary is counted by its namespace's rule. */
const LABELS: Readonly<Record<Exclude<keyof ReporterMetrics, 'canary'>, readonly string[]>> = {
  importedPackage: ['package'],
  directlyImportedPackage: ['package'],
  failedImport: ['package'],
  notices: ['package'],
  missedPackage: ['package'],
  processes: [],
  incompleteProcesses: [],
  environmentProcesses: ['environment'],
};

/** For each counter a rule without a namespace, and one with it. */
export const MAPPING_RULES = (Object.keys(LABELS) as (keyof typeof LABELS)[])
  .flatMap((counter) => [
    mappingRule(METRICS[counter], '', LABELS[counter]),
    mappingRule(METRICS[counter], 'hub.*.', ['namespace', ...LABELS[counter]]),
  ])
  .join('');

function mappingRule(metric: string, within: string, labels: readonly string[]): string {
  const own = labels.filter((label) => label !== 'namespace').map(() => '.*');
  return [
    `- match: "python_popcon.${within}${metric.replace('python_popcon_', '')}${own.join('')}"`,
    `  name: "${metric}"`,
    ...(labels.length === 0 ? [] : ['  labels:']),
    ...labels.map((label, at) => `    ${label}: "$${at + 1}"`),
    '',
  ].join('\n');
}
