/** A Python that is none, or that its own start-up files have turned against whoever runs it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { inspectEnvironment, printedJson, runPython } from '../../src/activation/python.ts';
import { takeInventory } from '../../src/commands/inventory/take.ts';
import { checkEnvironment, readDestination } from '../../src/diagnosis/environment.ts';
import { popcon } from '../e2e/cli.ts';

const DAY = '2026-11-28';
const FAKE = JSON.stringify({
  format: 'popcon-inventory/2',
  environment: 'hub',
  day: DAY,
  source: 'python',
  unknown: [],
  activation: 'all-processes',
  baseline: [],
  distributions: [],
});

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'popcon-hostile-'));
});
after(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A real Python that runs this when it starts. */
function venvWith(name: string, startup: string): string {
  const path = join(folder, name);
  execFileSync('python3', ['-m', 'venv', '--without-pip', path]);
  const ask = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const site = execFileSync(join(path, 'bin/python'), ['-c', ask], { encoding: 'utf8' }).trim();
  mkdirSync(site, { recursive: true });
  writeFileSync(join(site, 'sitecustomize.py'), startup);
  return join(path, 'bin/python');
}

describe('a program that does not answer', () => {
  for (const [name, script, says] of [
    ['prints without end', 'exec yes', /^\S+: printed more than 1 MB, and was ended$/],
    ['prints errors without end', 'exec yes >&2', /^\S+: printed more than 1 MB, and was ended$/],
    ['sleeps', 'exec sleep 60', /^\S+: did not end within 2 s$/],
    ['leaves a child that holds its output', 'sleep 20 & exit 0', /^\S+: did not end within 2 s$/],
    ['exits by signal', 'kill -SEGV $$', /^\S+: was ended by SIGSEGV$/],
  ] as const) {
    test(name, async () => {
      const python = program(name, script);
      await assert.rejects(runPython(python, [], { timeoutMs: 2000, maxBytes: 1_000_000 }), {
        code: 'no-python',
        message: new RegExp(says.source.replace('\\S+', python)),
      });
    });
  }
});

describe('the commands that take --python refuse it in one line', () => {
  const refuses = async (command: string, python: string) => {
    const { status, stdout, stderr } = await popcon([command, '--python', python]);
    assert.equal(stdout, '');
    assert.match(stderr, /^popcon: [^\p{Cc}]{1,500}\n$/u);
    assert.doesNotMatch(stderr, /unexpected/);
    return status;
  };
  let missing: number;
  before(async () => {
    missing = await refuses('inventory', '/nowhere/python');
  });

  test('inventory: an empty path, as an unset variable gives', async () => {
    assert.equal(await refuses('inventory', ''), missing);
  });

  for (const [name, script] of [
    ['prints without end', 'exec yes'],
    ['exits by signal', 'kill -TERM $$'],
    ['fails with a screen of text', 'seq 9999 >&2; printf "\\033[31mred\\007" >&2; exit 3'],
    ['prints a document of another kind', "echo '{}'"],
    ['prints a document and goes on', `echo '${FAKE}'; echo more`],
    ['prints a document and fails', `echo '${FAKE}'; exit 1`],
  ] as const) {
    test(`inventory: ${name}`, async () => {
      assert.equal(await refuses('inventory', program(name, script)), missing);
    });
  }
  for (const command of ['activate', 'deactivate']) {
    test(command, async () => {
      assert.equal(await refuses(command, program('liar', `echo '${FAKE}'`)), missing);
    });
  }

  test('doctor names it as the fault', async () => {
    const [check] = await checkEnvironment(program('liar', "echo '{}'; exit 1"));
    assert.equal(check?.state, 'fault');
    assert.equal(await readDestination(program('liar', "echo '{}'")), undefined);
  });
});

describe('a Python whose start-up files', () => {
  test('print before the answer is heard', async () => {
    const python = venvWith('noisy', 'print("hello")\nprint({"a": 1})\n');
    assert.equal((await inspectEnvironment(python)).version[0], 3);
    assert.equal((await takeInventory(python, 'hub', DAY)).environment, 'hub');
  });

  for (const [name, startup] of [
    ['print an inventory before the answer', `print('${FAKE}')`],
    ['print one and end', `import os\nprint('${FAKE.replace(DAY, '2020-01-01')}', flush=True)\nos._exit(0)`],
  ] as const) {
    test(`${name} are named`, async () => {
      const python = venvWith(name, startup);
      await assert.rejects(takeInventory(python, 'hub', DAY), {
        message:
          /printed what is not the inventory that was asked for: look at its \.pth files and sitecustomize$/,
      });
    });
  }

  test('see no variable but those that a Python needs', async () => {
    const seen = join(folder, 'seen');
    const python = venvWith(
      'curious',
      `import os\nopen(${JSON.stringify(seen)}, "w").write("\\n".join(os.environ))`,
    );
    const secrets = {
      POPCON_FROM_TOKEN: 's',
      AWS_SECRET_ACCESS_KEY: 's',
      PYTHONPATH: folder,
      LD_PRELOAD: '',
    };
    await popcon(['inventory', '--python', python, '--json'], secrets);
    const names = readFileSync(seen, 'utf8').split('\n');
    assert.ok(names.includes('PATH') && names.includes('PYTHON_POPCONTEST_DISABLE'), names.join());
    assert.deepEqual(
      names.filter((name) => name in secrets),
      [],
    );
  });
});

test('the document is the last that is printed, and nothing follows it', () => {
  assert.deepEqual(printedJson('noise\n{"a":\n  {"b": 1}\n}\n'), { a: { b: 1 } });
  assert.equal(printedJson('{"a": 1}\nnoise\n'), undefined);
  assert.equal(printedJson('noise'), undefined);
});
