/**
 * The commands of the docs, read from their pages and run as they stand, on a machine that is thrown away. Comments
 * right before a block say otherwise: `<!-- not run: why -->`, `<!-- exit code 3: why -->`, `<!-- in the background -->`,
 * and what a reader has at that place: `<!-- before: commands -->`.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { fillLedger } from '../../src/commands/demo/fill-ledger.ts';
import { teachingHub, teachingHubConfiguration } from '../../src/commands/demo/teaching-hub.ts';
import { dayOf } from '../../src/series/day.ts';
import { type Block, blocksOf, PAGES, ROOT, readPage } from '../docs/page.ts';
import { findPeer, findPeerPython, hasPeer } from '../peers.ts';
import { findControlPlane, hasControlPlane } from './control-plane.ts';

const MACHINE = join(ROOT, 'tests/fixtures/docs/machine.sh');
const NAMESPACES = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
const MARK = /^(?:not run: .{10,}|exit code \d: .{10,}|in the background|before: .+)$/;
/** Pages of one machine each, at a time. */
const AT_ONCE = 2;
const PATIENCE_MS = 600_000;

/** The first command that fails ends the page. A person types slower than counts are committed. */
const PROLOGUE = `set -eE -o pipefail
shopt -s expand_aliases
at=
listening() { until timeout 5 bash -c ': < /dev/tcp/127.0.0.1/9102' 2> /dev/null; do sleep 0.1; done; }
serve() { popcon serve "$@" & listening; }
cluster() { node tests/e2e/cluster.ts & until [ -s ~/.kube/config ]; do kill -0 $!; sleep 0.1; done; }
# In the place of a node, which the cluster has none of: exec runs the program here.
kubectl() {
  local words=$*
  if [[ $words != *' exec '* ]]; then command kubectl "$@"; return; fi
  command kubectl \${words%% exec *} wait --for=condition=Ready pod/popcon-0 --timeout=60s > /dev/null
  (cd /var/lib/popcon && \${words#* -- })
}
trap 'echo "FAILED at $at: $BASH_COMMAND" >&2' ERR
trap 'case $BASH_COMMAND in *popcon*) sleep 0.6 ;; esac' DEBUG
`;

const python = findPeerPython();
const folder = mkdtempSync(join(tmpdir(), 'popcon-docs-'));
const hub = join(folder, 'hub');

before(async () => {
  if (python === undefined) return;
  mkdirSync(hub);
  await fillLedger(join(hub, 'popcon.db'), teachingHub(dayOf(Date.now())));
  writeFileSync(join(hub, 'popcon.yml'), teachingHubConfiguration('popcon.db', dayOf(Date.now())));
  // For pip, which builds the reporter with it: the machine of a page has no network.
  await promisify(execFile)(python, ['-m', 'pip', 'download', '-q', '-d', folder, 'flit_core>=3.8,<5']);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the commands of', { concurrency: AT_ONCE }, () => {
  for (const page of PAGES) {
    const blocks = blocksOf(readPage(page)).filter(({ language }) => language === 'bash');
    const script = blocks.map((block) => commandsOf(page, block)).join('');
    if (script === '') continue;
    test(page, async (t) => {
      if (!hasPeer(t, python, 'a Python of the peers')) return;
      if (process.getuid?.() !== 0) return t.skip('needs root, for namespaces');
      if (/^cluster$/m.test(script) && !hasCluster(t)) return;
      const { status, output } = await run(page, script, python);
      assert.equal(status, 0, output);
    });
  }
});

test('what is said of a block is understood, and says why', () => {
  for (const page of PAGES) {
    for (const { marks, line } of blocksOf(readPage(page))) {
      for (const mark of marks) assert.match(mark, MARK, `${page}:${line}`);
    }
  }
});

function hasCluster(t: TestContext): boolean {
  const found = findControlPlane() === undefined ? undefined : findPeer('kubectl');
  return hasControlPlane(t, found) && hasPeer(t, findPeer('helm'), 'helm');
}

async function run(page: string, script: string, program: string) {
  const file = join(folder, `${page.replaceAll('/', '-')}.sh`);
  const layers = `${file}.layers`;
  mkdirSync(layers);
  writeFileSync(file, `${PROLOGUE}${script}`);
  const { PATH, LANG = 'C.UTF-8' } = process.env;
  const programs = ['node_modules/.bin', '.cache/peers/bin'].map((path) => join(ROOT, path));
  const child = spawn(
    'unshare',
    [...NAMESPACES, 'sh', MACHINE, ROOT, process.execPath, program, layers, file],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
      env: {
        PATH: ['/opt/conda/bin', '/usr/local/bin', ...programs, PATH].join(':'),
        HOME: '/root',
        LANG,
        HUB: hub,
        PIP_NO_INDEX: '1',
        PIP_FIND_LINKS: folder,
        PIP_ROOT_USER_ACTION: 'ignore',
        PIP_DISABLE_PIP_VERSION_CHECK: '1',
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status, output };
}

function commandsOf(page: string, { text, marks, line }: Block): string {
  const said = (kind: string) =>
    marks.filter((mark) => mark.startsWith(kind)).map((mark) => mark.slice(kind.length));
  const [before = ''] = said('before: ');
  const [code] = said('exit code ');
  const first = `at='${page}:${line}'\n${before}\n`;
  if (said('not run').length > 0) return before === '' ? '' : first;
  if (said('in the background').length > 0) return `${first}{\n${text}} &\nlistening\n`;
  if (code !== undefined) return `${first}ended=0\n(\n${text}) || ended=$?\ntest $ended = ${code[0]}\n`;
  return `${first}${text}`;
}
