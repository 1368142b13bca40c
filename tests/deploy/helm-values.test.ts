/** Values of the chart that the real helm refuses, by name. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { VALUES_SCHEMA, withKubernetesTypes } from '../../scripts/helm-schema.ts';
import { findPeer, hasPeer } from '../peers.ts';
import { CHART, dig, FULL_VALUES, refusal } from './chart.ts';

const helm = findPeer('helm');

describe('values that are refused, by name', () => {
  const CASES: Readonly<Record<string, { readonly args: readonly string[]; readonly says: RegExp }>> = {
    'a word for persistence': { args: ['--set', 'persistence=yes'], says: /persistence.*'volume', 'none'/ },
    'a port that is none': { args: ['--set', 'statsd.udpPort=70000'], says: /statsd\/udpPort/ },
    'a misspelt key': { args: ['--set', 'statsd.updPort=9125'], says: /updPort/ },
    'a misspelt section': { args: ['--set', 'netpol.enabled=false'], says: /netpol/ },
    'replicas, since a ledger has one writer': { args: ['--set', 'replicaCount=3'], says: /replicaCount/ },
    'a size without a unit anyone knows': { args: ['--set', 'volume.size=2GB'], says: /volume\/size/ },
    'an argument that is no flag': { args: ['--set', 'extraArgs={serve}'], says: /extraArgs/ },
    'an argument with its value behind a space': {
      args: ['--set', 'extraArgs={--log.level debug}'],
      says: /extraArgs/,
    },
    'an argument that another value makes': {
      args: ['--set', 'extraArgs={--ledger.path=/tmp/popcon.db}'],
      says: /--ledger\.path=\/tmp\/popcon\.db is made of another value/,
    },
    'thousandths of a byte': { args: ['--set', 'resources.limits.memory=256m'], says: /limits\/memory/ },
    'millions of processors': { args: ['--set', 'resources.requests.cpu=50M'], says: /requests\/cpu/ },
    'a misspelt resource': { args: ['--set', 'resources.limits.memroy=256Mi'], says: /memroy/ },
    'root, who the pod must not be': { args: ['--set', 'podSecurityContext.runAsUser=0'], says: /runAsUser/ },
    'a rule that matches nothing': {
      args: ['--set-json', 'mapping={"mappings":[{"name":"a"}]}'],
      says: /mapping/,
    },
    'a misspelt selector, which would let everybody in': {
      args: ['--set-json', 'networkPolicy.statsdFrom=[{"podSelector":{"matchLables":{"a":"b"}}}]'],
      says: /matchLables/,
    },
    'a selector without its labels, too': {
      args: ['--set-json', 'networkPolicy.statsdFrom=[{"podSelector":{"matchLabels":null}}]'],
      says: /matchLabels/,
    },
    'a misspelt key of a rule': {
      args: ['--set-json', 'mapping={"mappings":[{"match":"a.*","nme":"a"}]}'],
      says: /nme/,
    },
    'a misspelt toleration': {
      args: ['--set-json', 'tolerations=[{"kee":"pool"}]'],
      says: /kee/,
    },
    'one port for two things': {
      args: ['--set', 'statsd.tcpPort=9102'],
      says: /statsd\.tcpPort and service\.httpPort are both TCP port 9102/,
    },
    'an empty list of ways out, which would be every way': {
      args: ['--set-json', 'networkPolicy.egress=[{"to":[]}]'],
      says: /egress\/0\/to/,
    },
    'a claim by a name that none can have': {
      args: ['--set', 'volume.existingClaim=Old_Claim'],
      says: /existingClaim/,
    },
    'a policy peer that would let everybody in': {
      args: ['--set-json', 'networkPolicy.statsdFrom=[{}]'],
      says: /networkPolicy\/statsdFrom/,
    },
  };
  for (const [name, { args, says }] of Object.entries(CASES)) {
    test(name, (t) => {
      if (hasPeer(t, helm, 'helm')) assert.match(refusal(helm, args) ?? 'rendered all the same', says);
    });
  }

  test('a key that nobody knows, in every map of every value', (t) => {
    if (!hasPeer(t, helm, 'helm')) return;
    const folder = mkdtempSync(join(tmpdir(), 'popcon-values-'));
    const file = join(folder, 'values.yaml');
    try {
      const taken = [...withMisspelling(parse(readFileSync(FULL_VALUES, 'utf8')))].filter(({ values }) => {
        writeFileSync(file, JSON.stringify(values));
        return refusal(helm, ['--values', file])?.includes('misspelt') !== true;
      });
      assert.deepEqual(
        taken.map(({ at }) => at),
        [],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("the schema has Kubernetes' own types as they are", (t) => {
    if (!hasPeer(t, findPeer('kubernetes-validate'), 'kubernetes-validate')) return;
    const schema = Object(JSON.parse(readFileSync(VALUES_SCHEMA, 'utf8')));
    assert.deepEqual(withKubernetesTypes(schema), schema);
  });

  test('every value of values.yaml stands in the schema', () => {
    const values: unknown = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8'));
    const schema: unknown = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8'));
    const missing = Object.keys(Object(values)).filter((key) => dig(schema, 'properties', key) === undefined);
    assert.deepEqual(missing, []);
  });
});

/** Maps whose keys are the admin's own. */
const FREE_KEYS = /(^|\.)(labels|annotations|podLabels|podAnnotations|nodeSelector|matchLabels)$/;

/** The values again and again, each time with one more key in another of their maps. */
function* withMisspelling(values: unknown): Generator<{ readonly at: string; readonly values: unknown }> {
  for (const path of mapsIn(values, [])) {
    if (FREE_KEYS.test(path.join('.'))) continue;
    const changed: unknown = structuredClone(values);
    Object.assign(Object(dig(changed, ...path)), { misspelt: 'x' });
    yield { at: path.join('.'), values: changed };
  }
}

function* mapsIn(
  value: unknown,
  path: readonly (string | number)[],
): Generator<readonly (string | number)[]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield path;
  for (const [key, inner] of Object.entries(value)) yield* mapsIn(inner, [...path, key]);
}
