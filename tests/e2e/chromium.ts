/** A real Chromium without a window, that speaks to nobody but the pages it is given. */
import { tmpdir } from 'node:os';
import { type Browser, chromium } from 'playwright-core';

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // What it keeps of its own there is nobody's.
    env: { ...process.env, HOME: tmpdir() },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
