/**
 * Facts about statsd_exporter, taken from its own test tables, that lie beside the checkout, not in it. Where they are absent a test that
 * needs them skips and says so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

const FOLDER = resolve(import.meta.dirname, '../../shared/conformance');

/** The parsed file; undefined after skipping the test. */
export function readConformance<T>(t: TestContext, name: string): T | undefined {
  const path = join(FOLDER, name);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  t.skip(`the conformance cases ${name} are not beside this checkout`);
  return undefined;
}
