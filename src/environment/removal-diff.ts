/**
 * Distributions that shall go → a unified diff, for `patch -p0`, of the files that bring them. Order stays, and every
 * comment that speaks of something that stays. Refused: a file that cannot be read, or is not UTF-8.
 */
import { dirname, isAbsolute, normalize, relative, resolve, sep } from 'node:path';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { Failure } from '../failure.ts';
import { chooseEntries, type Stays } from './files/choose-entries.ts';
import { type ListFile, type ListFileKind, readListFiles, unnamedIn } from './files/list-file.ts';
import { type ReadFile, readTextFile } from './files/text-file.ts';
import { withoutEntries } from './files/without-entries.ts';
import type { LeftOut, Removable, Removal } from './removal.ts';

/** The diff that takes `distributions` out of a file and out of the requirements files it includes. */
export function removalDiff(
  kind: ListFileKind,
  path: string,
  read: ReadFile,
  distributions: readonly Removable[],
): Removal {
  const { edits, files } = removalEdits(kind, path, read, distributions);
  const changed = edits.filter(({ before, after }) => before !== after);
  const { folder, nameOf } = patchNames(changed.map((edit) => edit.path));
  const gone = new Set(edits.flatMap((edit) => edit.gone));
  const stays = edits.flatMap((edit) => edit.stays);
  return {
    text: changed.map((edit) => unifiedDiff(edit, nameOf(edit.path))).join(''),
    ...(folder === undefined ? {} : { folder }),
    leftOut: [
      ...distributions
        .filter(({ name }) => !gone.has(name) && !stays.some((one) => one.name === name))
        .map(({ name }) => ({ name, reason: notNamed(files) })),
      ...stays,
    ],
  };
}

/** The diff that takes `distributions` out of a file and out of the requirements files it includes. */
export function removalEdits(
  kind: ListFileKind,
  path: string,
  read: ReadFile,
  distributions: readonly Removable[],
): { readonly edits: readonly Edit[]; readonly files: readonly ListFile[] } {
  const files = readListFiles(kind, readTextFile(path, read), read);
  return { files, edits: files.map((file) => editOf(file, distributions)) };
}

export interface Edit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The distributions that it takes out. */
  readonly gone: readonly string[];
  /** Distributions that it does not take out, and why. */
  readonly stays: readonly LeftOut[];
}

function editOf(list: ListFile, distributions: readonly Removable[]): Edit {
  const { path, text, hasMark, encoding } = list.file;
  if (encoding !== 'UTF-8') {
    throw new Failure(
      'list-invalid',
      `${path}: it is ${encoding}, for which patch has no diff: save it as UTF-8 first`,
    );
  }
  const chosen = chooseEntries(list, distributions);
  const after = withoutEntries(list, new Set(chosen.goes.keys()));
  const mark = hasMark ? '\uFEFF' : '';
  const stays = chosen.stays.map(({ name, entry, why }: Stays) => ({
    name,
    reason: `${path}:${entry.line}: ${why}`,
  }));
  const gone = new Set(chosen.goes.values());
  if (after !== undefined) return { path, before: mark + text, after: mark + after, gone: [...gone], stays };
  const reason = `it stands in ${path} in a way that has to be edited by hand`;
  return {
    path,
    before: text,
    after: text,
    gone: [],
    stays: [...stays, ...[...gone].map((name) => ({ name, reason }))],
  };
}

function notNamed(files: readonly ListFile[]): string {
  const unnamed = files.flatMap((list) => unnamedIn(list).map(({ line }) => `${list.file.path}:${line}`));
  const sources =
    unnamed.length === 0 ? '' : `, unless by what is without a name: ${unnamed.slice(0, 5).join(', ')}`;
  return `not named in ${files.map(({ file }) => file.path).join(', ')}${sources}`;
}

/** patch takes no path that is absolute or leads out of the folder: then all are named from one that has all. */
function patchNames(paths: readonly string[]): {
  readonly folder?: string;
  readonly nameOf: (path: string) => string;
} {
  const isBelow = paths.every((path) => !isAbsolute(path) && normalize(path).split(sep)[0] !== '..');
  if (isBelow) return { nameOf: (path) => path };
  let folder = dirname(resolve(paths[0] ?? '.'));
  while (!paths.every((path) => resolve(path).startsWith(folder === sep ? sep : folder + sep)))
    folder = dirname(folder);
  return { folder, nameOf: (path) => relative(folder, resolve(path)) };
}

function unifiedDiff({ before, after }: Edit, name: string): string {
  const text = formatPatch(
    structuredPatch(name, name, before, after, undefined, undefined, { context: 3 }),
    FILE_HEADERS_ONLY,
  );
  if (!name.includes(' ')) return text;
  // A tab ends a name that has spaces, as GNU diff writes it: without one, patch takes the first word.
  const [from, to, ...hunks] = text.split('\n');
  return [`${from}\t`, `${to}\t`, ...hunks].join('\n');
}
