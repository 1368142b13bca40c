/** The rules are read and tested by Prometheus' own promtool; deploy/prometheus/rules.test.yml has the cases. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { findPeer, hasPeer } from '../peers.ts';

const FOLDER = resolve(import.meta.dirname, '../../deploy/prometheus');
const promtool = findPeer('promtool');

const rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string().optional() })) })),
});
const cases = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z
        .array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) }))
        .optional(),
    }),
  ),
});

for (const args of [
  ['check', 'rules', 'rules.yml'],
  ['test', 'rules', 'rules.test.yml'],
]) {
  test(`promtool ${args.join(' ')}`, (t) => {
    if (!hasPeer(t, promtool, 'promtool')) return;
    const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: FOLDER, encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
  });
}

test('every alert has a case in which it fires and one in which it does not', () => {
  const alerts = read('rules.yml', rules).groups.flatMap((group) =>
    group.rules.flatMap(({ alert }) => alert ?? []),
  );
  const tried = read('rules.test.yml', cases).tests.flatMap(({ alert_rule_test = [] }) => alert_rule_test);
  const names = (fires: boolean) =>
    new Set(tried.filter((one) => one.exp_alerts.length > 0 === fires).map(({ alertname }) => alertname));
  assert.deepEqual(
    alerts.filter((alert) => !names(true).has(alert)),
    [],
  );
  assert.deepEqual(
    alerts.filter((alert) => !names(false).has(alert)),
    [],
  );
});

function read<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(parse(readFileSync(resolve(FOLDER, file), 'utf8')));
}
