/** Mapping files as people write them, and what they are told: one golden a fixture. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { test } from 'node:test';
import * as checkConfig from '../../src/commands/check-config.ts';
import { matchGolden } from '../golden.ts';
import { runCommand } from './run.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures/mapping');

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly failure?: string;
}

async function run(...args: readonly string[]): Promise<Run> {
  const { stdout, stderr, exitCode, failure } = await runCommand(checkConfig, args, { nowMs: 0 });
  assert.equal(stderr, '', 'nothing of its own goes to stderr');
  return { exitCode, stdout, ...(failure === undefined ? {} : { failure: failure.message }) };
}

/** The output does not depend on where the checkout is. */
function shown({ exitCode, stdout, failure = '' }: Run): string {
  const text = `${stdout}${failure && `popcon: ${failure}\n`}exit code ${exitCode}\n`;
  return text.replaceAll(`${FIXTURES}/`, '');
}

for (const file of readdirSync(FIXTURES)) {
  test(`what is said of ${file}`, async () => {
    matchGolden(`mapping/${parse(file).name}.txt`, shown(await run(join(FIXTURES, file))));
  });
}

test('tags are read in the styles that are asked for, as popcon serve does', async () => {
  const line = 'a,x=1:1|c';
  assert.match((await run('--line', line)).stdout, /a\{x="1"\} \+1/);
  assert.match((await run('--line', line, '--no-statsd.parse-influxdb-tags')).stdout, /a_x_1 \+1/);
});

test('what lines become, and by which rule', async () => {
  const lines = [
    'python_popcon.imported_package.numpy:1|c',
    'python_popcon.hub.prod.imported_package.scikit-learn:1|c|@0.5',
    'python_popcon.processes:1|c',
    'a.b:1|c:x|c:3|g',
    'a:1|c|#x,y:2|@z',
    'a:-1|c',
    'a',
    '',
  ];
  const tried = await run(join(FIXTURES, 'seed.yml'), ...lines.flatMap((line) => ['--line', line]));
  matchGolden('mapping/lines.txt', shown(tried));
});

test('without a file the built-in rules are asked', async () => {
  const { stdout, exitCode } = await run('--line', 'python_popcon.hub.prod.processes:1|c');
  assert.match(stdout, /python_popcon_processes\{namespace="prod"\} \+1/);
  assert.equal(exitCode, 0);
});

test('--json says the same as one value', async () => {
  const fine = await run(
    join(FIXTURES, 'seed.yml'),
    '--json',
    '--line',
    'python_popcon.imported_package.six:1|c',
  );
  const { ok, rules, lines } = JSON.parse(fine.stdout).mappings[0];
  assert.deepEqual([ok, rules, fine.exitCode], [true, 2, 0]);
  assert.equal(lines[0].samples[0].series, 'python_popcon_imported_package{package="six"}');
  assert.equal(lines[0].samples[0].rule.line, 2);

  const wrong = await run(join(FIXTURES, 'unquoted-star.yml'), '--json');
  const [problem] = JSON.parse(wrong.stdout).mappings[0].problems;
  assert.deepEqual([problem.line, problem.column, problem.text], [2, 10, '*.requests.*']);
  assert.equal(wrong.exitCode, 2);
});

test('a line that is refused is a finding', async () => {
  assert.equal((await run('--line', 'a:1|q')).exitCode, 1);
  assert.equal((await run('--line', 'a:1|c')).exitCode, 0);
});

test('a file that cannot be read', async () => {
  const { exitCode, failure } = await run(join(FIXTURES, 'nowhere.yml'));
  assert.equal(exitCode, 2);
  assert.match(
    failure ?? '',
    /^the mapping file .*nowhere\.yml cannot be read \(ENOENT: no such file or directory\)$/,
  );
});
