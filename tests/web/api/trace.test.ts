/** The operation that says what becomes of a line, by the rules of a real mapping. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { z } from 'zod';
import { openTracing } from '../../../src/commands/serve/tracing.ts';
import { DEFAULT_DIALECT } from '../../../src/statsd/dialect.ts';
import { mountOperations } from '../../../src/web/api/operation.ts';
import { traceOperation } from '../../../src/web/api/trace.ts';

const tracing = openTracing('built-in', DEFAULT_DIALECT);
const app = new Hono();
mountOperations(app, [traceOperation(tracing.trace)]);
const ask = async (line: string) => app.request(`/api/v1/trace?${new URLSearchParams({ line })}`);
const answer = z.object({
  samples: z.array(z.object({ outcome: z.string(), series: z.string().optional() })),
});
const series = async (line: string) => {
  const { samples } = answer.parse(await (await ask(line)).json());
  return samples.map((sample) => sample.series ?? sample.outcome);
};

test('a line of the reporter', async () => {
  assert.deepEqual(await series('python_popcon.hub.prod.imported_package.numpy:1|c'), [
    'python_popcon_imported_package{namespace="prod",package="numpy"}',
  ]);
});

test('after a reload, by the new rules', async () => {
  tracing.remap({ file: 'm.yml', text: 'mappings:\n- match: a.*\n  name: b\n  labels:\n    kind: $1\n' });
  assert.deepEqual(await series('a.c:1|c'), ['b{kind="c"}']);
  tracing.remap('built-in');
});

test('a line that is none', async () => {
  assert.deepEqual(await series('nothing'), ['refused']);
});

test('no line, and one longer than any', async () => {
  assert.equal((await app.request('/api/v1/trace')).status, 400);
  assert.equal((await ask('x'.repeat(9_000))).status, 400);
});
