/** The commands and files that the workflows and the devcontainer name are there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { findPeer, hasPeer } from '../peers.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json'))).scripts;
const workflow = z.object({
  jobs: z.record(
    z.string(),
    z.object({ steps: z.array(z.looseObject({ run: z.string().optional(), uses: z.string().optional() })) }),
  ),
});
const devcontainer = z.object({ postCreateCommand: z.string(), build: z.object({ dockerfile: z.string() }) });

const ran: readonly (readonly [string, string])[] = [
  ...globSync('.github/workflows/*.yml', { cwd: ROOT }).flatMap((file) =>
    Object.values(workflow.parse(parse(read(file))).jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => (run === undefined ? [] : [[file, run] as const])),
    ),
  ),
  [
    '.devcontainer',
    devcontainer.parse(JSON.parse(read('.devcontainer/devcontainer.json'))).postCreateCommand,
  ],
];

test('the npm scripts and files that they run are there', () => {
  for (const [file, command] of ran) {
    for (const [, script = ''] of command.matchAll(/npm run (?:-s )?([\w:]+)/g)) {
      assert.ok(script in scripts, `${file}: ${script}`);
    }
  }
  assert.ok(ran.some(([, command]) => command.includes('.ci/run')));
  assert.ok(existsSync(join(ROOT, '.ci/run')));
});

test('hadolint finds nothing in the devcontainer', (t) => {
  const hadolint = findPeer('hadolint');
  if (!hasPeer(t, hadolint, 'hadolint')) return;
  const { status, stdout } = spawnSync(hadolint, ['.devcontainer/Dockerfile'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
});
