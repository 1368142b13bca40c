/** The wheel: the same bytes each time, and what pip, zipfile and the PEPs ask of one. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { buildWheel, installedFiles, readReporter, wheelName } from '../../src/activation/wheel.ts';
import { version } from '../../src/version.ts';

const PYTHON = resolve(import.meta.dirname, '../../python');
const reporter = readReporter(PYTHON, version);

test('the same sources make the same bytes, whenever and wherever they lie', () => {
  const copy = mkdtempSync(join(tmpdir(), 'popcon-wheel-'));
  try {
    cpSync(PYTHON, copy, { recursive: true });
    utimesSync(join(copy, 'README.md'), 1, 1);
    mkdirSync(join(copy, 'popularity_contest/__pycache__'), { recursive: true });
    writeFileSync(join(copy, 'popularity_contest/__pycache__/reporter.cpython-311.pyc'), 'x');
    assert.ok(Buffer.from(buildWheel(readReporter(copy, version))).equals(buildWheel(reporter)));
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('its files are of no time', () => {
  // Modification time and date of the first file's header, in MS-DOS form: midnight of 1 January 1980.
  assert.deepEqual([...buildWheel(reporter).subarray(10, 14)], [0, 0, 0x21, 0]);
});

test('it is named as PEP 427 names it', () => {
  assert.equal(wheelName('1.2.3'), 'popularity_contest-1.2.3-py3-none-any.whl');
});

test('it holds the package, its metadata, and nothing else', () => {
  const names = Object.keys(unzipSync(buildWheel(reporter)));
  const distInfo = names
    .filter((name) => name.includes('.dist-info/'))
    .map((name) => name.split('.dist-info/')[1]);
  assert.deepEqual(distInfo, ['METADATA', 'WHEEL', 'licenses/LICENSE', 'RECORD']);
  assert.ok(names.includes('popularity_contest/reporter.py'));
  assert.deepEqual(
    names.filter((name) => /pycache|tests|\.pyc$/.test(name)),
    [],
  );
});

test('its files are in order, RECORD last', () => {
  const names = Object.keys(unzipSync(buildWheel(reporter)));
  const record = `${reporter.distInfo}/RECORD`;
  assert.deepEqual(names, [...names.filter((name) => name !== record).sort(), record]);
  const installed = installedFiles(reporter, 'popcon', []).map(({ path }) => path);
  assert.deepEqual(installed, [...installed.filter((path) => path !== record).sort(), record]);
});

test('its metadata are as the PEPs and pyproject.toml have them', () => {
  const files = unzipSync(buildWheel(reporter));
  const textOf = (name: string) => Buffer.from(files[`${reporter.distInfo}/${name}`] ?? []).toString();
  assert.equal(
    textOf('WHEEL'),
    `Wheel-Version: 1.0\nGenerator: popcon ${version}\nRoot-Is-Purelib: true\nTag: py3-none-any\n`,
  );
  const pyproject = readFileSync(join(PYTHON, 'pyproject.toml'), 'utf8');
  const field = (name: string) => new RegExp(`^${name} = "(.*)"$`, 'm').exec(pyproject)?.[1];
  assert.equal(
    textOf('METADATA'),
    [
      'Metadata-Version: 2.1',
      `Name: ${field('name')}`,
      `Version: ${version}`,
      `Summary: ${field('description')}`,
      'License: BSD-3-Clause',
      `Requires-Python: ${field('requires-python')}`,
      'Description-Content-Type: text/markdown',
      '',
      readFileSync(join(PYTHON, 'README.md'), 'utf8'),
    ].join('\n'),
  );
});

test('RECORD has the hash and the size of every file', () => {
  const files = unzipSync(buildWheel(reporter));
  checkRecord(files[`${reporter.distInfo}/RECORD`], new Map(Object.entries(files)), []);
});

test('RECORD of an installation names installer and bytecode too', () => {
  const bytecode = ['popularity_contest/__pycache__/reporter.cpython-311.pyc'];
  const files = installedFiles(reporter, 'popcon', bytecode);
  const byPath = new Map(files.map(({ path, content }) => [path, content]));
  assert.equal(Buffer.from(byPath.get(`${reporter.distInfo}/INSTALLER`) ?? []).toString(), 'popcon\n');
  checkRecord(byPath.get(`${reporter.distInfo}/RECORD`), byPath, bytecode);
});

function checkRecord(
  record: Uint8Array | undefined,
  files: ReadonlyMap<string, Uint8Array>,
  bytecode: readonly string[],
): void {
  const rows = Buffer.from(record ?? [])
    .toString()
    .trimEnd()
    .split('\n');
  const expected = [...files.keys(), ...bytecode].sort();
  assert.deepEqual(rows.map((row) => row.split(',')[0]).sort(), expected);
  for (const row of rows) {
    const [path = '', hash, size] = row.split(',');
    const content = files.get(path);
    if (content === undefined || path.endsWith('/RECORD')) assert.deepEqual([hash, size], ['', '']);
    else {
      assert.equal(hash, `sha256=${createHash('sha256').update(content).digest('base64url')}`);
      assert.equal(Number(size), content.length);
    }
  }
}
