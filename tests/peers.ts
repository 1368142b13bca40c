/**
 * Where the real programs are that tests run against. A test whose peer is missing skips and says so;
 * with POPCON_REQUIRE_PEERS=1, as in CI, it fails instead.
 */
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

const PEERS = resolve(import.meta.dirname, '../.cache/peers');

/** A program of `.cache/peers/bin`, of the peers' venv, or on PATH. */
export function findPeer(program: string): string | undefined {
  const folders = [join(PEERS, 'bin'), join(PEERS, 'venv/bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** The peers' Python, in whose venv ipykernel, JupyterHub and the like are. */
export function findPeerPython(): string | undefined {
  const path = join(PEERS, 'venv/bin/python');
  return existsSync(path) ? path : undefined;
}

/** Chromium as Debian installs it, or where POPCON_CHROMIUM says. */
export function findChromium(): string | undefined {
  return process.env.POPCON_CHROMIUM ?? findPeer('chromium');
}

/** Skips the test where `path` is undefined; returns whether the test should go on. */
export function hasPeer(t: TestContext, path: string | undefined, name: string): path is string {
  if (path !== undefined) return true;
  if (process.env.POPCON_REQUIRE_PEERS === '1') throw new Error(`${name} is missing: npm run peers`);
  t.skip(`${name} is missing: npm run peers`);
  return false;
}
