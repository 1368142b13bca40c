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

export const MAPPING_RULES = `- match: "python_popcon.imported_package.*"
  name: "python_popcon_imported_package"
  labels:
    package: "$1"
- match: "python_popcon.hub.*.imported_package.*"
  name: "python_popcon_imported_package"
  labels:
    namespace: "$1"
    package: "$2"
- match: "python_popcon.directly_imported_package.*"
  name: "python_popcon_directly_imported_package"
  labels:
    package: "$1"
- match: "python_popcon.hub.*.directly_imported_package.*"
  name: "python_popcon_directly_imported_package"
  labels:
    namespace: "$1"
    package: "$2"
- match: "python_popcon.failed_import.*"
  name: "python_popcon_failed_import"
  labels:
    package: "$1"
- match: "python_popcon.hub.*.failed_import.*"
  name: "python_popcon_failed_import"
  labels:
    namespace: "$1"
    package: "$2"
- match: "python_popcon.notices.*"
  name: "python_popcon_notices"
  labels:
    package: "$1"
- match: "python_popcon.hub.*.notices.*"
  name: "python_popcon_notices"
  labels:
    namespace: "$1"
    package: "$2"
- match: "python_popcon.missed_package.*"
  name: "python_popcon_missed_package"
  labels:
    package: "$1"
- match: "python_popcon.hub.*.missed_package.*"
  name: "python_popcon_missed_package"
  labels:
    namespace: "$1"
    package: "$2"
- match: "python_popcon.processes"
  name: "python_popcon_processes"
- match: "python_popcon.hub.*.processes"
  name: "python_popcon_processes"
  labels:
    namespace: "$1"
- match: "python_popcon.incomplete_processes"
  name: "python_popcon_incomplete_processes"
- match: "python_popcon.hub.*.incomplete_processes"
  name: "python_popcon_incomplete_processes"
  labels:
    namespace: "$1"
- match: "python_popcon.environment_processes.*"
  name: "python_popcon_environment_processes"
  labels:
    environment: "$1"
- match: "python_popcon.hub.*.environment_processes.*"
  name: "python_popcon_environment_processes"
  labels:
    namespace: "$1"
    environment: "$2"
`;
