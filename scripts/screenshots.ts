/**
 * `npm run screenshots`: pictures of the dashboard for the README and the docs, from a real collector over a ledger
 * filled with a teaching hub's season, in a real Chromium. Writes docs/screenshots/*.png.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dayOf, formatDay } from '../src/series/day.ts';
import { launchChromium } from '../tests/e2e/chromium.ts';
import { startCollectorProcess } from '../tests/e2e/running.ts';
import { fillLedger } from '../tests/ledger-fixture.ts';
import { findChromium } from '../tests/peers.ts';
import { teachingHub } from './screenshots/teaching-hub.ts';

const FOLDER = resolve(import.meta.dirname, '../docs/screenshots');
const VIEWPORT = { width: 1180, height: 1_100 };

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly theme: 'light' | 'dark';
}

/** While one hub has gone silent, as it must be noticed; and while all report, so that packages can be judged. */
const SILENT: readonly Shot[] = [
  { name: 'overview-light', path: '', theme: 'light' },
  { name: 'overview-dark', path: '', theme: 'dark' },
];
const ALIVE: readonly Shot[] = [
  { name: 'unused', path: 'unused', theme: 'light' },
  { name: 'environment', path: 'environment', theme: 'light' },
  { name: 'package', path: 'package?package=plotly', theme: 'light' },
];

const chromium = findChromium();
if (chromium === undefined) throw new Error('Chromium is missing: npm run peers');
const folder = mkdtempSync(join(tmpdir(), 'popcon-screenshots-'));
const today = dayOf(Date.now());
const browser = await launchChromium(chromium);
mkdirSync(FOLDER, { recursive: true });
try {
  await take(SILENT, join(folder, 'silent.db'), true);
  await take(ALIVE, join(folder, 'alive.db'), false);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function take(shots: readonly Shot[], ledger: string, oneIsSilent: boolean): Promise<void> {
  const inventoryDays = [formatDay(today - 150), formatDay(today - 20)] as const;
  await fillLedger(ledger, teachingHub(formatDay(today), inventoryDays, oneIsSilent));
  const collector = await startCollectorProcess(ledger);
  try {
    for (const { name, path, theme } of shots) {
      const page = await browser.newPage({ colorScheme: theme, viewport: VIEWPORT });
      await page.goto(`${collector.url}/${path}`);
      await page.screenshot({ path: join(FOLDER, `${name}.png`) });
      await page.close();
      process.stdout.write(`docs/screenshots/${name}.png\n`);
    }
  } finally {
    await collector.end();
  }
}
