import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeMetricName, isLabelName, isReservedMetricName } from '../../src/series/names.ts';

test('statsd names are escaped as statsd_exporter does', () => {
  for (const [name, expected] of [
    ['clean', 'clean'],
    ['0starts_with_digit', '_0starts_with_digit'],
    ['with_underscore', 'with_underscore'],
    ['with--doubledash', 'with_doubledash'],
    ['with---multiple-dashes', 'with_multiple_dashes'],
    ['with.dot', 'with_dot'],
    ['with😱emoji', 'with_emoji'],
    ['with.*.multiple', 'with___multiple'],
    ['test.web-server.foo.bar', 'test_web_server_foo_bar'],
    ['a:b', 'a_b'],
    ['-1', '_1'],
    ['.1', '_1'],
    ['-.-', '___'],
    ['é1', '_1'],
    ['', ''],
  ] as const) {
    assert.equal(escapeMetricName(name), expected, name);
  }
});

test('an escaped name is a valid one, and stays as it is when escaped again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      const escaped = escapeMetricName(name);
      assert.match(escaped, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
      assert.equal(escapeMetricName(escaped), escaped);
    }),
  );
});

test('which label names Prometheus takes', () => {
  for (const name of ['a', 'A_1', '_', '_a__']) assert.ok(isLabelName(name), name);
  for (const name of ['', '1a', 'a:b', '__name__', '__', 'é', 'a\n']) assert.ok(!isLabelName(name), name);
});

test('names of the collector itself are reserved', () => {
  assert.ok(isReservedMetricName('popcon_samples_refused_total'));
  assert.ok(!isReservedMetricName('python_popcon_processes'));
});
