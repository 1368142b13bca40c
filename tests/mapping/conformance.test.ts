/** Every mapping file of the conformance file compiles or fails as statsd_exporter's, and maps names as it does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../src/mapping/compile.ts';
import { makeMapping } from '../../src/mapping/make-mapping.ts';
import type { Mapped } from '../../src/mapping/mapping.ts';
import type { SampleType } from '../../src/statsd/sample.ts';
import { readConformance } from '../conformance.ts';

interface LookUp {
  readonly statsd_metric: string;
  readonly metric_type: SampleType;
  readonly expected:
    | { readonly mapped: false; readonly escaped_default_name: string }
    | {
        readonly mapped: true;
        readonly action: 'map' | 'drop';
        readonly escaped_name: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly match: string;
        readonly help: string;
        readonly scale?: number;
      };
}

interface Scenario {
  readonly name: string;
  readonly config: string;
  readonly config_error: boolean;
  readonly cases: readonly LookUp[];
}

test('mapping files of the conformance file', (t) => {
  const file = readConformance<{ readonly scenarios: readonly Scenario[] }>(t, 'statsd-mapper.json');
  if (file === undefined) return;
  assert.equal(file.scenarios.length, 60);
  assert.equal(file.scenarios.filter((scenario) => scenario.config_error).length, 11);
  for (const { name, config, config_error, cases } of file.scenarios) {
    const compiled = compileMapping(config, 'mapping.yml');
    assert.equal(!compiled.ok, config_error, name);
    if (!compiled.ok) continue;
    const mapping = makeMapping(compiled.rules);
    for (const { statsd_metric, metric_type, expected } of cases) {
      const mapped = mapping.mapSample({
        type: metric_type,
        name: statsd_metric,
        value: 2,
        labels: [],
      });
      assert.deepEqual(flatten(mapped), expectation(expected), `${name}: ${statsd_metric}`);
    }
  }
});

function flatten(mapped: Mapped): unknown {
  if (mapped.kind !== 'series') return { kind: mapped.kind, match: mapped.rule?.match };
  const { series, value, help = '', rule } = mapped;
  const labels = Object.fromEntries(series.labels.map((label) => [label.name, label.value]));
  return { kind: 'series', name: series.name, labels, value, help, match: rule?.match };
}

function expectation(expected: LookUp['expected']): unknown {
  if (!expected.mapped) {
    const name = expected.escaped_default_name;
    return { kind: 'series', name, labels: {}, value: 2, help: '', match: undefined };
  }
  const { action, escaped_name: name, labels, help, match, scale = 1 } = expected;
  if (action === 'drop') return { kind: 'dropped', match };
  return { kind: 'series', name, labels, value: 2 * scale, help, match };
}
