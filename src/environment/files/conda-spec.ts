/**
 * A conda package as its tools write it → name, exact version and build.
 * https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html#package-match-specifications
 */

import { defined } from '../../defined.ts';

export interface CondaSpec {
  /** In conda's spelling. */
  readonly name: string;
  /** Undefined where the spec takes several: `=1.2` is 1.2.*. */
  readonly version?: string;
  readonly build?: string;
}

const SPEC = /^(?:[^\s:[\]]+::)?([A-Za-z0-9_][A-Za-z0-9_.-]*?)\s*(?:$|(?=[\s=<>!~[,]))(.*)/s;
const ARCHIVE = /(?:^|\/)([^/]+)-([^-/]+)-([^-/]+)\.(?:conda|tar\.bz2)(?:#.*)?$/;
const EXACT = /^[0-9][^\s=*,|<>!~]*$/;

/** `channel::name=1.2=build`, `name>=1`, `name[version='1']`, `name 1.2 build`, or the address of an archive. */
export function parseCondaSpec(text: string): CondaSpec | undefined {
  const spec = text.trim();
  const archive = ARCHIVE.exec(spec);
  if (archive !== null) return condaSpec(archive[1] ?? '', archive[2], archive[3]);
  const [, name, rest = ''] = SPEC.exec(spec) ?? [];
  if (name === undefined) return undefined;
  const [, before = '', fields] = /^(.*?)\s*(?:\[(.*)\])?$/s.exec(rest.trim()) ?? [];
  if (fields !== undefined) return condaSpec(name, exact(field(fields, 'version')), field(fields, 'build'));
  const [, single, withBuild, build, words, wordBuild, others] =
    /^(?:==\s*(\S+)|=\s*([^\s=]+)(?:=(\S+))?|([0-9]\S*)(?:\s+(\S+))?|([<>!~=].*)|)$/s.exec(before) ?? [];
  if (others !== undefined && !/[0-9]/.test(others)) return undefined;
  if (before !== '' && [single, withBuild, words, others].every((part) => part === undefined))
    return undefined;
  const [version, itsBuild] = (single ?? '').split('=');
  return condaSpec(
    name,
    exact(version || (build === undefined ? words : withBuild)),
    itsBuild || (build ?? wordBuild),
  );
}

function condaSpec(name: string, version: string | undefined, build: string | undefined): CondaSpec {
  return { name, ...defined({ version, build: build === '*' ? undefined : build }) };
}

function field(fields: string, key: string): string | undefined {
  const [, , quoted, bare] =
    new RegExp(`(?:^|,)\\s*${key}\\s*=\\s*(?:(["'])(.*?)\\1|([^,\\s]+))`).exec(fields) ?? [];
  return quoted ?? bare;
}

function exact(version: string | undefined): string | undefined {
  const plain = version?.replace(/^==/, '');
  return plain !== undefined && EXACT.test(plain) ? plain : undefined;
}

/** True of a build that holds something for Python: `py_0`, `py311h0f31_0`, `pyhd8ed1ab_0`, `cuda120py312`. */
export function isPythonBuild(build: string): boolean {
  return /^py|py\d/.test(build);
}
