/**
 * The files that an environment is made from → what people wrote there about each entry: the heading and the comment
 * above it and the comment beside it, where the course, the term and the ticket stand. Read are environment.yml,
 * requirements files, apt.txt and install.R. Refused: a file that its own tool refuses.
 */

import type { Installer } from '../../languages/language.ts';
import { installerOf, language } from '../../languages/languages.ts';
import type { Distribution } from '../inventory.ts';
import { isBroughtBy } from './choose-entries.ts';
import { inlineComment, readComments } from './comments.ts';
import { type Lines, linesOf, physicalLines } from './lines.ts';
import { readListFiles } from './list-file.ts';
import { readPackageLines } from './package-lines.ts';
import { type ReadFile, readTextFile, type TextFile } from './text-file.ts';

/** An entry that asks for a distribution, and what is written about it. */
export interface WrittenReason {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** From the heading to the comment beside it; empty where nobody wrote anything. */
  readonly comments: readonly string[];
}

/** By installer and the name that it knows, normalised. */
export type WrittenReasons = ReadonlyMap<string, readonly WrittenReason[]>;

/** Entries come from the list of one tool. */
type Tool = Installer['list'];

interface NamedLines extends Lines {
  /** Undefined where the entry names no package. */
  readonly name: string | undefined;
  readonly tool: Tool;
}

/** Reads the files, and the requirements files that they include. */
export function readReasons(paths: readonly string[], read: ReadFile): WrittenReasons {
  const reasons = new Map<string, WrittenReason[]>();
  for (const path of paths) {
    for (const [file, entries] of readEntries(readTextFile(path, read), read)) {
      const lines = physicalLines(file.text);
      const blocks = readComments(lines, entries);
      for (const [at, { name, tool, first, last }] of entries.entries()) {
        if (name === undefined) continue;
        const above = blocks.filter((block) => block.entries.includes(at)).map(({ text }) => text);
        const beside = lines.slice(first - 1, last).flatMap((line) => inlineComment(line) ?? []);
        const comments = [...above, ...beside].filter((text) => text !== '');
        const key = keyOf(tool, name);
        reasons.set(key, [...(reasons.get(key) ?? []), { file: file.path, line: first, comments }]);
      }
    }
  }
  return reasons;
}

/** The comments about a distribution, found by each tool's own name for it. */
export function reasonsFor(distribution: Distribution, reasons: WrittenReasons): readonly WrittenReason[] {
  const { name, installer, installedAs = name } = distribution;
  const installed = language.normalizeName(installedAs);
  const conda = [...new Set([installed, name])].filter((one) => isBroughtBy(distribution, one));
  return [
    ...conda.map((one) => keyOf('conda', one)),
    keyOf('pip', name),
    ...(installer !== undefined && language.installers[installerOf(installer)].list === 'debian'
      ? [keyOf('debian', installed)]
      : []),
  ].flatMap((key) => reasons.get(key) ?? []);
}

/** The entries of all, in their order. */
export function mergeReasons(...all: readonly WrittenReasons[]): WrittenReasons {
  const keys = new Set(all.flatMap((reasons) => [...reasons.keys()]));
  return new Map([...keys].map((key) => [key, all.flatMap((reasons) => reasons.get(key) ?? [])]));
}

function keyOf(tool: Tool, name: string): string {
  return `${tool} ${name}`;
}

function readEntries(
  file: TextFile,
  read: ReadFile,
): readonly (readonly [TextFile, readonly NamedLines[]])[] {
  const packages = readPackageLines(file);
  if (packages !== undefined) {
    return [[file, packages.map(({ line, ...one }) => ({ ...one, first: line, last: line }))]];
  }
  const isYaml = /\.ya?ml$/i.test(file.path) || /^dependencies\s*:/m.test(file.text);
  return readListFiles(isYaml ? 'environment.yml' : 'requirements.txt', file, read).map((list) => {
    const lines = physicalLines(list.file.text);
    const entries = list.sections.flatMap(({ installer, entries: own }) =>
      own.map(({ named, span }) => ({ named, span, tool: installer })),
    );
    const inOrder = entries.toSorted((a, b) => a.span.from - b.span.from);
    return [
      list.file,
      inOrder.map(({ named, span, tool }) => ({
        ...linesOf(lines, span),
        tool,
        name: named && language.normalizeName(named.name),
      })),
    ];
  });
}
