import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EnvironmentsReport } from '../../../src/reports/environments.ts';
import { environmentUse } from '../../../src/web/pages/environment-use.ts';
import { sampleSite } from '../sample-pages.ts';
import { sampleEnvironments, sampleEvidence } from '../sample-reports.ts';

const AMOUNTS = { packages: 5, namespaces: 2, days: 30 };
const FRAME = {
  site: sampleSite,
  view: { page: 'environment', period: '90d' },
  downloads: [],
  inventoryGoesTo: { pushAddress: undefined, ledgerPath: '' },
  choices: { periods: [], namespaces: [] },
} as const;
const EVIDENCE = { ...sampleEvidence(AMOUNTS), processes: 1_000, elsewhere: 300, incomplete: 10 };

const textOf = (use: EnvironmentsReport) =>
  String(environmentUse(FRAME, use, EVIDENCE))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

test('environments that processes name stand side by side, those with an inventory as links', () => {
  const use = sampleEnvironments(AMOUNTS);
  const html = String(environmentUse(FRAME, use, EVIDENCE));
  assert.match(html, /href="environment\?[^"]*environment=other"/);
  assert.doesNotMatch(html, /environment=gpu/);
  assert.match(textOf(use), /690 of 1,000 processes are evidence about it: 300 ran in other environments/);
  assert.match(textOf(use), /datahub 700 70\.0% .* gpu &lt;old&gt; 20 2\.0% .* other 0 0\.0% .* never/);
  assert.match(textOf(use), /18 more environments: popcon top --by environment has all\./);
  assert.match(textOf(use), /280 processes name none: popcon activate --environment gives one\./);
});

test('where none is named there is no table, but what gives one a name', () => {
  const { rows, ...use } = sampleEnvironments(AMOUNTS);
  const text = textOf({ ...use, rows: rows.map((row) => ({ ...row, processes: 0 })), unnamed: 1_000 });
  assert.match(
    text,
    /No process names its environment, so how much each is used is not known: popcon activate/,
  );
  assert.doesNotMatch(text, /datahub/);
});
