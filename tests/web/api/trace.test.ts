/** The operation that says what becomes of a line, by the rules of a real mapping. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Hono } from 'hono';
import { z } from 'zod';
import { DEFAULT_OPTIONS } from '../../../src/collector/options.ts';
import { startIngest } from '../../../src/ingest/ingest.ts';
import { builtinRules } from '../../../src/mapping/builtin.ts';
import { mountOperations } from '../../../src/web/api/operation.ts';
import { traceOperation } from '../../../src/web/api/trace.ts';
import { rulesOf } from '../../mapping/rules-of.ts';

const BUILTIN = JSON.stringify(builtinRules());

const ingest = await startIngest({
  ...DEFAULT_OPTIONS,
  sockets: { ...DEFAULT_OPTIONS.sockets, udp: [], tcp: [] },
  mapping: BUILTIN,
  relay: undefined,
  knownPackages: [],
  foldsUnknown: true,
  series: { ids: new Uint32Array(), keys: [] },
  helps: new Map(),
  lastSeriesId: 0,
});
after(() => ingest.close());
const app = new Hono();
mountOperations(app, [traceOperation(ingest.trace)]);
const ask = async (line: string) => app.request(`/api/v1/trace?${new URLSearchParams({ line })}`);
const answer = z.object({
  samples: z.array(
    z.object({ outcome: z.string(), series: z.string().optional(), reason: z.string().optional() }),
  ),
});
const series = async (line: string) => {
  const { samples } = answer.parse(await (await ask(line)).json());
  return samples.map((sample) => sample.series ?? sample.outcome);
};

test('a line of the reporter', async () => {
  assert.deepEqual(await series('python_popcon.hub.prod.processes:1|c'), [
    'python_popcon_processes{namespace="prod"}',
  ]);
});

test('after a reload, by the new rules', async () => {
  await ingest.setMapping(
    JSON.stringify(rulesOf('mappings:\n- match: a.*\n  name: b\n  labels:\n    kind: $1\n')),
  );
  assert.deepEqual(await series('a.c:1|c'), ['b{kind="c"}']);
  await ingest.setMapping(BUILTIN);
});

test('what the rules in force fold and refuse is told as it is counted, with the reason', async () => {
  const { samples } = answer.parse(await (await ask('python_popcon.imported_package.secret:1|c')).json());
  assert.deepEqual(samples, [
    {
      outcome: 'folded',
      reason: 'unknown-package',
      series: 'python_popcon_imported_package{package="other"}',
    },
  ]);
  for (const [line, reason] of [
    ['g.a:1|g', 'not-a-counter'],
    ['x:1e300|c', 'increment-too-large'],
  ] as const) {
    const refused = answer.parse(await (await ask(line)).json()).samples;
    assert.deepEqual(refused, [{ outcome: 'refused', reason }]);
  }
});

test('a line that is none', async () => {
  assert.deepEqual(await series('nothing'), ['refused']);
});

test('no line, and one longer than any', async () => {
  assert.equal((await app.request('/api/v1/trace')).status, 400);
  assert.equal((await ask('x'.repeat(9_000))).status, 400);
});
