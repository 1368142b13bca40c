/** The values for prometheus-community's statsd_exporter chart: their mapping, in a real statsd_exporter and in popcon. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { BUILTIN_MAPPING } from '../../src/mapping/builtin.ts';
import { dig } from './chart.ts';

const DEPLOY = resolve(import.meta.dirname, '../../deploy');
const read = (path: string): unknown => parse(readFileSync(resolve(DEPLOY, path), 'utf8'));

const rulesSchema = z.object({
  mappings: z.array(
    z.object({
      match: z.string(),
      name: z.string(),
      labels: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

describe('the mapping', () => {
  const builtIn = rulesSchema
    .parse(parse(BUILTIN_MAPPING))
    // A name that is its own needs no rule in statsd_exporter.
    .mappings.filter(({ match }) => !/^python_popcon\.(incomplete_)?processes$/.test(match));

  test('of z2jh is what popcon has built in', () => {
    assert.deepEqual(rulesSchema.parse(read('z2jh/mapping.yml')).mappings, builtIn);
  });

  test('of the values is the same, and YAML in its own right', () => {
    const text = dig(read('statsd-exporter/values.yaml'), 'statsd', 'mappingConfig');
    assert.deepEqual(rulesSchema.parse(parse(String(text))).mappings, builtIn);
  });
});

test('the values with our image change the program, its probes and its rights, and nothing else', () => {
  const values = read('statsd-exporter/values-popcon-image.yaml');
  assert.deepEqual(Object.keys(Object(values)).sort(), [
    'image',
    'livenessProbe',
    'podSecurityContext',
    'readinessProbe',
    'securityContext',
  ]);
  const manifest: unknown = JSON.parse(readFileSync(resolve(DEPLOY, '../package.json'), 'utf8'));
  assert.equal(dig(values, 'image', 'tag'), dig(manifest, 'version'));
});
