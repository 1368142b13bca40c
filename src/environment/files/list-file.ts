/**
 * A requirements.txt or environment.yml and the requirements files it includes, each with its sections. A folder that
 * an entry installs is named by its pyproject.toml. Refused: what pip or conda refuses, with file and line.
 */
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { language } from '../../languages/languages.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import { refusedLine } from './looks-like.ts';
import { parseRequirementsFile } from './requirements-file.ts';
import type { Entry, Include, Section } from './section.ts';
import { decodeText, includedPath, type ReadFile, readTextFile, type TextFile } from './text-file.ts';

export type ListFileKind = 'requirements.txt' | 'environment.yml';

export interface ListFile {
  readonly file: TextFile;
  readonly kind: ListFileKind;
  readonly sections: readonly Section[];
  /** Anchors of YAML that are used elsewhere than in entries. */
  readonly otherAliases: ReadonlySet<string>;
  /** The environment's name, where an environment.yml says it. */
  readonly name?: string;
}

/** The file, then what it includes, each once. */
export function readListFiles(kind: ListFileKind, root: TextFile, read: ReadFile): ListFile[] {
  const files: ListFile[] = [];
  const follow = (file: TextFile, as: ListFileKind) => {
    const list = parseListFile(as, file, read);
    files.push(list);
    for (const { path } of includesOf(list)) {
      const included = includedPath(file.path, path);
      if (included === undefined || files.some((one) => one.file.path === included)) continue;
      follow(readTextFile(included, read), 'requirements.txt');
    }
  };
  follow(root, kind);
  return files;
}

export function parseListFile(kind: ListFileKind, file: TextFile, read: ReadFile): ListFile {
  const { sections, ...rest } =
    kind === 'environment.yml' ? parseEnvironmentFile(file.path, file.text) : requirements(file);
  return {
    file,
    kind,
    ...rest,
    sections: sections.map((section) => ({
      ...section,
      entries: section.entries.map((entry) => nameByFolder(entry, file.path, read)),
    })),
  };
}

function includesOf({ sections }: ListFile): readonly Include[] {
  return sections.flatMap(({ includes }) => includes);
}

/** Entries, and files at an address, that bring distributions without naming them; addresses are not followed. */
export function unnamedIn(
  list: ListFile,
): readonly { readonly line: number; readonly text: string; readonly isAddress: boolean }[] {
  const entries = list.sections
    .flatMap((section) => section.entries)
    .filter(({ named }) => named === undefined);
  const addresses = includesOf(list).filter(({ path }) => path.includes('://'));
  return [
    ...entries.map(({ line, text }) => ({ line, text, isAddress: false })),
    ...addresses.map(({ line, path }) => ({ line, text: `-r ${path}`, isAddress: true })),
  ];
}

function requirements(file: TextFile): Pick<ListFile, 'sections' | 'otherAliases'> {
  const { entries, includes, refused } = parseRequirementsFile(file.text);
  if (refused !== undefined) throw refusedLine(file, refused);
  return { sections: [{ installer: 'pip', entries, includes }], otherAliases: new Set() };
}

const project = z.object({ project: z.object({ name: z.string() }) });

function nameByFolder(entry: Entry, path: string, read: ReadFile): Entry {
  const folder =
    entry.named === undefined && entry.folder !== undefined ? includedPath(path, entry.folder) : undefined;
  const at = folder === undefined ? undefined : join(folder, 'pyproject.toml');
  const bytes = at === undefined ? undefined : read(at);
  if (at === undefined || bytes === undefined) return entry;
  try {
    const name = language.normalizeName(project.parse(parse(decodeText(at, bytes).text)).project.name);
    return language.normalizedName.test(name) ? { ...entry, named: { name } } : entry;
  } catch {
    return entry;
  }
}
