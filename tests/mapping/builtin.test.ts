import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { BUILTIN_MAPPING } from '../../src/mapping/builtin.ts';
import { compileMapping } from '../../src/mapping/compile.ts';
import type { Mapping } from '../../src/mapping/mapping.ts';
import {
  DIRECTLY_IMPORTED_PACKAGE,
  ENVIRONMENT_PROCESSES,
  FAILED_IMPORT,
  IMPORTED_PACKAGE,
  INCOMPLETE_PROCESSES,
  MISSED_PACKAGE,
  NOTICES,
  PROCESSES,
} from '../../src/series/metrics.ts';
import { mappingOf } from './rules-of.ts';

function seriesOf(mapping: Mapping, name: string): string {
  const mapped = mapping.mapSample({ type: 'counter', name, value: 1, labels: [] });
  return mapped.kind === 'series' ? mapped.series.key : mapped.kind;
}

test('the rules that are known with no file', () => {
  const mapping = mappingOf(BUILTIN_MAPPING);
  for (const [name, expected] of [
    ['python_popcon.imported_package.numpy', `${IMPORTED_PACKAGE}{package="numpy"}`],
    [
      'python_popcon.hub.prod.imported_package.numpy',
      `${IMPORTED_PACKAGE}{namespace="prod",package="numpy"}`,
    ],
    ['python_popcon.directly_imported_package.six', `${DIRECTLY_IMPORTED_PACKAGE}{package="six"}`],
    [
      'python_popcon.hub.prod.directly_imported_package.six',
      `${DIRECTLY_IMPORTED_PACKAGE}{namespace="prod",package="six"}`,
    ],
    ['python_popcon.failed_import.six', `${FAILED_IMPORT}{package="six"}`],
    ['python_popcon.hub.prod.failed_import.six', `${FAILED_IMPORT}{namespace="prod",package="six"}`],
    ['python_popcon.notices.six', `${NOTICES}{package="six"}`],
    ['python_popcon.hub.prod.notices.six', `${NOTICES}{namespace="prod",package="six"}`],
    ['python_popcon.missed_package.six', `${MISSED_PACKAGE}{package="six"}`],
    ['python_popcon.hub.prod.missed_package.six', `${MISSED_PACKAGE}{namespace="prod",package="six"}`],
    ['python_popcon.processes', PROCESSES],
    ['python_popcon.hub.prod.processes', `${PROCESSES}{namespace="prod"}`],
    ['python_popcon.incomplete_processes', INCOMPLETE_PROCESSES],
    ['python_popcon.hub.prod.incomplete_processes', `${INCOMPLETE_PROCESSES}{namespace="prod"}`],
    ['python_popcon.environment_processes.gpu', `${ENVIRONMENT_PROCESSES}{environment="gpu"}`],
    [
      'python_popcon.hub.prod.environment_processes.gpu',
      `${ENVIRONMENT_PROCESSES}{environment="gpu",namespace="prod"}`,
    ],
    ['python_popcon.imported_package.a.b', 'python_popcon_imported_package_a_b'],
    ['something.else', 'something_else'],
  ] as const) {
    assert.equal(seriesOf(mapping, name), expected, name);
  }
  const compiled = compileMapping(BUILTIN_MAPPING, 'built-in rules');
  assert.deepEqual(compiled.ok && compiled.warnings, []);
});

test('the mapping file of the seed gives the series of the seed, and no other', () => {
  const path = resolve(import.meta.dirname, '../fixtures/mapping/seed.yml');
  const mapping = mappingOf(readFileSync(path, 'utf8'));
  for (const [name, expected] of [
    ['python_popcon.imported_package.numpy', 'python_popcon_imported_package{package="numpy"}'],
    [
      'python_popcon.hub.staging.imported_package.scikit-learn',
      'python_popcon_imported_package{namespace="staging",package="scikit-learn"}',
    ],
    ['python_popcon.processes', 'python_popcon_processes'],
    ['python_popcon.hub.staging.processes', 'python_popcon_hub_staging_processes'],
  ] as const) {
    assert.equal(seriesOf(mapping, name), expected, name);
  }
});
