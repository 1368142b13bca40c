/**
 * `npm run screenshots`: pictures for the README and the docs, of the dashboard from a real collector over the demo's
 * teaching hub and of a notebook from a real kernel, in a real Chromium. Writes docs/screenshots/*.png.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillLedger } from '../src/commands/demo/fill-ledger.ts';
import { teachingHub, teachingHubConfiguration } from '../src/commands/demo/teaching-hub.ts';
import { dayOf, formatDay } from '../src/series/day.ts';
import { runPublish } from '../tests/commands/publish-run.ts';
import { launchChromium } from '../tests/e2e/chromium.ts';
import { startCollectorProcess } from '../tests/e2e/running.ts';
import { findChromium } from '../tests/peers.ts';

const FOLDER = resolve(import.meta.dirname, '../docs/screenshots');
const DESKTOP = { width: 1180, height: 1_100 };
const PHONE = { width: 390, height: 844 };
const NOTEBOOK = { width: 760, height: 460 };
type Viewport = typeof DESKTOP;

interface Shot {
  readonly name: string;
  readonly path: string;
  /** Light where absent. */
  readonly theme?: 'dark';
  /** A desktop's where absent. */
  readonly viewport?: Viewport;
}

const OF_THE_DASHBOARD: readonly Shot[] = [
  { name: 'overview-light', path: '' },
  { name: 'overview-dark', path: '', theme: 'dark' },
  { name: 'unused', path: 'unused' },
  { name: 'unused-phone', path: 'unused', viewport: PHONE },
  { name: 'unused-thin', path: 'unused?period=7d' },
  { name: 'removals', path: 'removals' },
  { name: 'package', path: 'package?package=plotly' },
  { name: 'environment', path: 'environment' },
  { name: 'find', path: 'packages?search=learn' },
  { name: 'compare', path: 'compare?namespace=data100&with-namespace=biology' },
  { name: 'collector', path: 'collector' },
];
/** Of the site that `popcon publish` makes. */
const OF_A_PUBLISHED_SITE: readonly Shot[] = [
  { name: 'published', path: 'index.html' },
  { name: 'published-data', path: 'data.html' },
];
/** Of a notebook whose packages go. */
const OF_A_NOTEBOOK: readonly Shot[] = [
  { name: 'notice', path: 'notice-light.html', viewport: NOTEBOOK },
  { name: 'notice-dark', path: 'notice-dark.html', theme: 'dark', viewport: NOTEBOOK },
];

const chromium = findChromium();
if (chromium === undefined) throw new Error('Chromium is missing: npm run peers');
const folder = mkdtempSync(join(tmpdir(), 'popcon-screenshots-'));
const today = dayOf(Date.now());
const ledger = join(folder, 'hub.db');
const config = join(folder, 'popcon.yml');
const browser = await launchChromium(chromium);
mkdirSync(FOLDER, { recursive: true });
try {
  await fillLedger(ledger, teachingHub(today));
  writeFileSync(config, teachingHubConfiguration('hub.db', today));
  await takeDashboard();
  await takePublishedSite(join(folder, 'site'));
  await takeNotebook();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function takeDashboard(): Promise<void> {
  const collector = await startCollectorProcess(ledger, '--config', config);
  try {
    for (const shot of OF_THE_DASHBOARD) await shoot(shot, `${collector.url}/${shot.path}`);
  } finally {
    await collector.end();
  }
}

async function takePublishedSite(site: string): Promise<void> {
  const { failure } = await runPublish(formatDay(today), site, '--ledger', ledger, '--config', config);
  if (failure !== undefined) throw new Error(failure.message);
  for (const shot of OF_A_PUBLISHED_SITE) await shoot(shot, pathToFileURL(join(site, shot.path)).href);
}

async function takeNotebook(): Promise<void> {
  const python = resolve(import.meta.dirname, '../.cache/peers/venv/bin/python');
  execFileSync(python, [join(import.meta.dirname, 'notebook.py'), folder], { stdio: 'inherit' });
  for (const shot of OF_A_NOTEBOOK) await shoot(shot, pathToFileURL(join(folder, shot.path)).href);
}

async function shoot({ name, theme, viewport = DESKTOP }: Shot, address: string): Promise<void> {
  const page = await browser.newPage({ colorScheme: theme ?? 'light', viewport });
  await page.goto(address);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await page.close();
  process.stdout.write(`docs/screenshots/${name}.png\n`);
}
