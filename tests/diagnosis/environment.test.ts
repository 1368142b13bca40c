/** The answers of a Python's own reporter, by programs that stand in for it, and the destination that variables name. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { processOf } from '../../src/diagnosis/canary.ts';
import { checkEnvironment, destinationOf, readDestination } from '../../src/diagnosis/environment.ts';
import { say } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'popcon-python-'));
after(() => rmSync(folder, { recursive: true }));

/** A program at `python`, with what it says in its place. */
function python(script: string): string {
  const path = join(folder, 'python');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
const at = join(folder, 'python');

describe('an environment', () => {
  const CHECKS =
    '{"checks": [{"check": "index", "state": "warning", "found": "none", "advice": "make one"}, {"check": "switch", "state": "ok", "found": "on", "advice": ""}]}';
  for (const [name, script, expected] of [
    ['that has findings', `echo '${CHECKS}'; exit 1`, ['warning index: none → make one', 'ok switch: on']],
    [
      'without the reporter',
      'echo "No module named popularity_contest" >&2; exit 1',
      [
        `fault reporter: ${at} has no popularity_contest → popcon activate --python ${at}; where a module brings the reporter, load it and ask ${at} -m popularity_contest doctor`,
      ],
    ],
    [
      'that fails',
      `echo '${CHECKS}'; echo "cannot go on" >&2; exit 2`,
      [`fault reporter: ${at}: cannot go on → popcon activate --python ${at}`],
    ],
    [
      'that says something else',
      'echo "{}"; echo odd >&2',
      [`fault reporter: ${at}: odd → popcon activate --python ${at}`],
    ],
    [
      'that is asked in the way of its doctor',
      'test "$3 $4 $5 $6" = "-m popularity_contest doctor --json" && echo \'{"checks": []}\'',
      [],
    ],
  ] as const) {
    test(name, async () => assert.deepEqual((await checkEnvironment(python(script))).map(say), expected));
  }

  const THERE = { host: 'there', port: 1, prefix: 'a.b' };
  test('says where its reports go', async () => {
    assert.deepEqual(await readDestination(python(`echo '${JSON.stringify(THERE)}'`)), THERE);
    assert.equal(await readDestination(python(`echo '${JSON.stringify(THERE)}'; exit 1`)), undefined);
    assert.equal(await readDestination(python("echo '{}'")), undefined);
  });

  test('sends a marked report by a process of its own', async () => {
    const sends = python('test "$PYTHON_POPCONTEST_STATSD_HOST:$PYTHON_POPCONTEST_STATSD_PORT" = there:1');
    assert.equal(await processOf(sends, THERE)(), `the report of a process of ${at}`);
    await assert.rejects(processOf(python('echo "no reporter" >&2; exit 1'), THERE), {
      code: 'not-sent',
      message: `${at} cannot import the reporter: no reporter`,
    });
  });
});

describe('variables', () => {
  const PREFIX = 'python_popcon.imported_package';
  for (const [name, env, expected] of [
    ['none', {}, { host: 'localhost', port: 9125, prefix: PREFIX }],
    [
      'empty ones',
      { PYTHON_POPCONTEST_STATSD_HOST: '', PYTHON_POPCONTEST_STATSD_PORT: '' },
      { host: 'localhost', port: 9125, prefix: PREFIX },
    ],
    [
      'all of them',
      {
        PYTHON_POPCONTEST_STATSD_HOST: 'there',
        PYTHON_POPCONTEST_STATSD_PORT: '65535',
        PYTHON_POPCONTEST_STATSD_PREFIX: 'a.b',
      },
      { host: 'there', port: 65_535, prefix: 'a.b' },
    ],
    [
      'the least port',
      { PYTHON_POPCONTEST_STATSD_PORT: '1' },
      { host: 'localhost', port: 1, prefix: PREFIX },
    ],
  ] as const) {
    test(name, () => assert.deepEqual(destinationOf(env), expected));
  }
  for (const port of ['0', '65536', '-1', '9125x', '1e3']) {
    test(`a port that is ${port}`, () =>
      assert.throws(() => destinationOf({ PYTHON_POPCONTEST_STATSD_PORT: port }), {
        code: 'invalid-option',
        message: `PYTHON_POPCONTEST_STATSD_PORT is ${port}: it may be a number from 1 to 65535`,
      }));
  }
});
