/** Generated files, judged by the tools that read them: pip's own parser and PyYAML. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { parseCondaSpec } from '../../src/environment/files/conda-spec.ts';
import { type ListFileKind, readListFiles } from '../../src/environment/files/list-file.ts';
import { readPipLine } from '../../src/environment/files/pip-line.ts';
import { decodeText } from '../../src/environment/files/text-file.ts';
import type { Removable } from '../../src/environment/removal.ts';
import { removalDiff } from '../../src/environment/removal-diff.ts';
import { Failure } from '../../src/failure.ts';
import { normalizeName } from '../../src/languages/python/name.ts';
import { findPeerPython, hasPeer } from '../peers.ts';
import { environmentFile, NAMES, requirementsFile } from './generated.ts';
import { readRequirementsWithPip, readYamlWithPython } from './oracle.ts';

const RUNS = 300;
/** pip names a source archive only when it is unpacked. */
const SOURCE = /\/beta-1\.tar\.gz/;
const SEED = 20_261_128;

const going = fc
  .subarray(NAMES.map(normalizeName))
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .constantFrom(undefined, 'pip', 'conda')
          .map((installer): Removable => ({ name, ...(installer && { installer }) })),
      ),
    ),
  );

interface Edited {
  readonly text: string;
  readonly goes: readonly Removable[];
  readonly after: string;
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

function edit(kind: ListFileKind, text: string, goes: readonly Removable[]): Edited | undefined {
  const read = (path: string) => (path === 'f' ? Buffer.from(text) : undefined);
  try {
    const { text: diff, leftOut } = removalDiff(kind, 'f', read, goes);
    const after = diff === '' ? text : applyPatch(text, diff, { autoConvertLineEndings: false });
    assert.ok(after !== false, `does not apply:\n${diff}\nto\n${text}`);
    return { text, goes, after, leftOut };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function samples(kind: ListFileKind, file: fc.Arbitrary<string>) {
  const options = { numRuns: RUNS, seed: SEED };
  return fc
    .sample(fc.tuple(file, going), options)
    .map(([text, goes]) => ({ text, edited: edit(kind, text, goes) }));
}

describe('generated requirements files', () => {
  const python = findPeerPython();
  const all = samples('requirements.txt', requirementsFile);

  test('are read as pip reads them', (t) => {
    if (!hasPeer(t, python, "the peers' venv")) return;
    const answers = readRequirementsWithPip(
      python,
      all.map(({ text }) => text),
    );
    assert.ok(answers.filter((answer) => answer !== null && answer.length > 2).length > RUNS / 2);
    for (const [at, { text }] of all.entries()) {
      const expected = answers[at]?.map(([asked, name]) => (SOURCE.test(asked) ? 'beta' : name)) ?? null;
      assert.deepEqual(namesIn(text), expected, text);
    }
  });

  test('are, by pip, the same less what was removed', (t) => {
    if (!hasPeer(t, python, "the peers' venv")) return;
    const edits = all.flatMap(({ edited }) => edited ?? []);
    const before = readRequirementsWithPip(
      python,
      edits.map(({ text }) => text),
    );
    const after = readRequirementsWithPip(
      python,
      edits.map((one) => one.after),
    );
    for (const [at, { text, goes, leftOut }] of edits.entries()) {
      const gone = new Set(goes.map(({ name }) => name));
      assert.deepEqual(
        after[at],
        before[at]?.filter(([, name]) => name === null || !gone.has(name)),
        text,
      );
      for (const { reason } of leftOut) assert.match(reason, /^not named in f/);
    }
    assert.ok(edits.filter((one) => one.text !== one.after).length > RUNS / 3);
  });
});

function namesIn(text: string): readonly (string | null)[] | null {
  try {
    const [file] = readListFiles('requirements.txt', decodeText('f', Buffer.from(text)), () => undefined);
    return file?.sections.flatMap(({ entries }) => entries.map(({ named }) => named?.name ?? null)) ?? [];
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

describe('generated environment.yml files', () => {
  const python = findPeerPython();

  test('are, as YAML, the same less what was removed', (t) => {
    if (!hasPeer(t, python, "the peers' venv")) return;
    const all = samples('environment.yml', environmentFile);
    const before = readYamlWithPython(
      python,
      all.map(({ text }) => text),
    );
    const edits = all.map(({ edited }) => edited);
    const after = readYamlWithPython(
      python,
      edits.map((one) => one?.after ?? ''),
    );
    for (const [at, edited] of edits.entries()) {
      const data = before[at];
      assert.ok(edited !== undefined && isEnvironment(data), all[at]?.text);
      const kept = new Set(
        edited.leftOut.filter(({ reason }) => /anchor/.test(reason)).map(({ name }) => name),
      );
      const goes = edited.goes.filter(({ name }) => !kept.has(name));
      const expected = { ...data, dependencies: lessen(data.dependencies, goes) };
      const got = after[at];
      if (kept.size === 0) assert.deepEqual(got, expected, `${edited.text}\n=>\n${edited.after}`);
      else assert.ok(isEnvironment(got));
      assert.ok(
        edited.leftOut.every(({ reason }) => !reason.includes('by hand')),
        `${edited.text}\n=>\n${edited.after}`,
      );
    }
    assert.ok(edits.filter((one) => one !== undefined && one.text !== one.after).length > RUNS / 3);
  });
});

type Dependencies = readonly (string | { readonly pip: readonly string[] })[];

function isEnvironment(data: unknown): data is { readonly dependencies: Dependencies } {
  return (
    typeof data === 'object' && data !== null && 'dependencies' in data && Array.isArray(data.dependencies)
  );
}

/** By the rule for each tool: conda's list loses what conda installed, or nobody knows who; pip's loses the name. */
function lessen(dependencies: Dependencies, goes: readonly Removable[]): unknown[] {
  const byPip = new Set(goes.map(({ name }) => name));
  const byConda = new Set(goes.filter(({ installer }) => installer !== 'pip').map(({ name }) => name));
  return dependencies.flatMap((item): unknown[] => {
    if (typeof item === 'string')
      return byConda.has(normalizeName(parseCondaSpec(item)?.name ?? '')) ? [] : [item];
    const pip = item.pip.filter((text) => {
      const line = readPipLine(text);
      return line.kind !== 'entry' || line.asks.named === undefined || !byPip.has(line.asks.named.name);
    });
    return pip.length === 0 ? [] : [{ pip }];
  });
}
