/** npm package, wheel, chart and image are of one version, and the CHANGELOG tells of it or of the next. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestChange, versionFaults } from '../../scripts/release/versions.ts';
import { version } from '../../src/version.ts';

test('package.json, pyproject.toml, Chart.yaml, values-popcon-image.yaml and the docs say one version', () => {
  assert.deepEqual(versionFaults(), []);
});

test('the newest section of the CHANGELOG is of this version, or not released yet', () => {
  assert.ok([version, 'Unreleased'].includes(newestChange()), newestChange());
});
