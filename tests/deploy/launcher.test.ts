/** bin/popcon finds a Node that is new enough, wherever it is started, and says what it found where there is none. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { readManifest } from './manifest.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'popcon-launcher-'));
after(() => rmSync(root, { recursive: true }));

/** Node's path below the test's folder, and the version that it says it is. */
type Nodes = Readonly<Record<string, string>>;

interface Case {
  readonly nodes: Nodes;
  readonly path?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Which of the nodes runs popcon; undefined: none. */
  readonly runs?: string;
  readonly says?: RegExp;
}

const PACKAGE = 'lib/node_modules/popularity-contest';
const BESIDE = 'lib/node_modules/node/bin/node';

const CASES: Readonly<Record<string, Case>> = {
  'the first on PATH that is new enough': {
    nodes: { 'a/node': 'v20.19.2', 'b/node': 'v24.0.0', 'c/node': 'v26.1.0' },
    path: ['a', 'b', 'c'],
    runs: 'b/node',
  },
  "beside popcon in npm's folder, where PATH has an old one only": {
    nodes: { 'a/node': 'v18.0.0', [BESIDE]: 'v24.21.0' },
    path: ['a'],
    runs: BESIDE,
  },
  'the one that is named, before all others': {
    nodes: { 'a/node': 'v24.0.0', 'own/node': 'v25.0.0' },
    path: ['a'],
    env: { POPCON_NODE: join(root, '2/own/node') },
    runs: 'own/node',
  },
  'a named one that is too old is not replaced in silence': {
    nodes: { 'a/node': 'v24.0.0', 'own/node': 'v22.1.0' },
    path: ['a'],
    env: { POPCON_NODE: join(root, '3/own/node') },
    says: /own\/node is not a Node 24 or newer: v22\.1\.0/,
  },
  'old ones only': {
    nodes: { 'a/node': 'v20.19.2', 'b/node': 'v9.0.0' },
    path: ['a', 'b'],
    says: /needs Node 24 or newer, found v20\.19\.2 \(.*a\/node\), v9\.0\.0 \(.*\): npm install .*node@24/,
  },
  'a node that prints no version': {
    nodes: { 'a/node': 'error: no' },
    path: ['a'],
    says: /needs Node 24 or newer/,
  },
  'none at all': { nodes: {}, path: ['a'], says: /found none/ },
};

for (const [index, [name, { nodes, path = [], env = {}, runs, says }]] of Object.entries(CASES).entries()) {
  test(name, () => {
    const place = join(root, String(index));
    const put = (file: string, text: string) => {
      mkdirSync(dirname(join(place, file)), { recursive: true });
      writeFileSync(join(place, file), text, { mode: 0o755 });
    };
    mkdirSync(join(place, PACKAGE), { recursive: true });
    cpSync(join(ROOT, 'bin'), join(place, PACKAGE, 'bin'), { recursive: true });
    for (const [file, version] of Object.entries(nodes)) {
      put(file, `#!/bin/sh\n[ "$1" = --version ] && echo '${version}' || echo ${file} "$@"\n`);
    }
    // As npm links it, from a folder with a space.
    mkdirSync(join(place, 'the bin'));
    symlinkSync(`../${PACKAGE}/bin/popcon`, join(place, 'the bin/popcon'));
    const { status, stdout, stderr } = spawnSync(join(place, 'the bin/popcon'), ['top', 'a  b'], {
      encoding: 'utf8',
      // What the launcher itself calls, and no Node.
      env: { PATH: [...path.map((folder) => join(place, folder)), tools()].join(':'), ...env },
    });
    if (runs === undefined) assert.equal(status, 4);
    else assert.equal(stdout, `${runs} ${join(place, PACKAGE)}/dist/cli.js top a  b\n`);
    assert.match(stderr, says ?? /^$/);
  });
}

test('it asks for the Node that the package asks for', () => {
  const needs = /^needs=(\d+)$/m.exec(readFileSync(join(ROOT, 'bin/popcon'), 'utf8'))?.[1];
  assert.equal(`>=${needs}`, readManifest().engines.node);
});

function tools(): string {
  const folder = join(root, 'tools');
  mkdirSync(folder, { recursive: true });
  for (const tool of ['dirname', 'readlink']) {
    const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    rmSync(join(folder, tool), { force: true });
    symlinkSync(found, join(folder, tool));
  }
  return folder;
}
