/** A published site in a real Chromium, from the files alone: no server, no foreign request, accessible, whole without JavaScript. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { runPublish } from '../commands/publish-run.ts';
import { fillLedger, madeUpNamespaces, madeUpPackages } from '../ledger-fixture.ts';
import { findChromium, hasPeer } from '../peers.ts';
import { HOSTILE_NAMES } from '../web/sample-reports.ts';
import { launchChromium } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const TODAY = '2026-11-24';

const chromium = findChromium();
const folder = mkdtempSync(join(tmpdir(), 'popcon-published-'));
const site = join(folder, 'site');
let browser: Browser | undefined;

before(async () => {
  if (chromium === undefined) return;
  const ledger = join(folder, 'popcon.db');
  const packages = madeUpPackages(40, [...HOSTILE_NAMES, 'numpy']);
  await fillLedger(ledger, { packages, namespaces: madeUpNamespaces(4, 60), days: 200, lastDay: TODAY });
  assert.equal((await runPublish(TODAY, site, '--from', ledger)).failure, undefined);
  browser = await launchChromium(chromium);
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens a file of the site, and fails on all that a browser complains of and on any request out of the site. */
async function open(
  file: string,
  options: Parameters<Browser['newPage']>[0],
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser?.newPage(options);
  assert.ok(page !== undefined);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`no ${request.url()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(pathToFileURL(site).href)) complaints.push(`a request to ${request.url()}`);
  });
  try {
    await page.goto(pathToFileURL(join(site, file)).href);
    await look(page);
    assert.deepEqual(complaints, [], file);
  } finally {
    await page.close();
  }
}

for (const file of ['index.html', 'data.html', 'packages/numpy.html']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1_440]) {
      test(`${file}, ${colorScheme}, ${width} px: accessible, and nothing to scroll sideways`, async (t) => {
        if (!hasPeer(t, chromium, 'chromium')) return;
        await open(file, { colorScheme, viewport: { width, height: 900 } }, async (page) => {
          assert.equal(
            await page.evaluate(
              'document.documentElement.scrollWidth - document.documentElement.clientWidth',
            ),
            0,
          );
          await page.evaluate(AXE);
          const found: unknown = await page.evaluate(
            `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'], preload: false }).then(({ violations }) =>
              violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 2).map(({ html }) => html)]))`,
          );
          assert.deepEqual(found, []);
        });
      });
    }
  }
}

test('without JavaScript, from the front page to a package and back; hostile names stay text', async (t) => {
  if (!hasPeer(t, chromium, 'chromium')) return;
  await open('index.html', { javaScriptEnabled: false }, async (page) => {
    const shown = await page.locator('table.packages tbody bdi').allTextContents();
    for (const name of HOSTILE_NAMES) {
      assert.ok(shown.includes(name), name);
      await page.locator('tbody a', { has: page.getByText(name, { exact: true }) }).click();
      assert.equal(await page.locator('h1').textContent(), name);
      await page.getByRole('link', { name: 'Overview' }).click();
    }
    await page.getByRole('heading', { name: 'What was done to these figures' }).waitFor();
  });
});
