/** A file without some of its entries, with the comments that then speak of nothing; all else as it was. */
import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../failure.ts';
import { language } from '../../languages/languages.ts';
import { orphanedComments, readComments, spanOfLines } from './comments.ts';
import { cut, linesOf, physicalLines } from './lines.ts';
import { type ListFile, parseListFile } from './list-file.ts';
import type { Entry, Section } from './section.ts';

/** Undefined where the text without them would not be read as the file less these entries. */
export function withoutEntries(list: ListFile, goes: ReadonlySet<Entry>): string | undefined {
  const { file, sections, kind } = list;
  if (goes.size === 0) return file.text;
  const entries = sections
    .flatMap((section) => section.entries)
    .toSorted((a, b) => a.span.from - b.span.from);
  const lines = physicalLines(file.text);
  const orphaned = orphanedComments(
    readComments(
      lines,
      entries.map(({ span }) => linesOf(lines, span)),
    ),
    entries.map(({ named }) => named && language.normalizeName(named.name)),
    new Set(entries.flatMap((entry, at) => (goes.has(entry) ? [at] : []))),
  );
  const emptied = emptiedSections(sections, goes);
  const after = cut(file.text, [
    ...[...goes].map(({ span }) => span),
    ...orphaned.map((block) => spanOfLines(lines, block)),
    ...emptied.flatMap((section) => section.emptied ?? []),
  ]);
  try {
    const read = parseListFile(kind, { ...file, text: after }, () => undefined);
    const kept = sections.filter((section) => !emptied.includes(section) || section.installer === 'conda');
    return isDeepStrictEqual(shapeOf(read.sections), shapeOf(kept, goes)) ? after : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Those of which nothing is left; conda's own list counts a list of pip's as an item. */
function emptiedSections(sections: readonly Section[], goes: ReadonlySet<Entry>): readonly Section[] {
  const isEmptied = ({ entries, emptied }: Section, nested: number) =>
    emptied !== undefined &&
    emptied.items > 0 &&
    entries.filter((entry) => goes.has(entry)).length + nested === emptied.items;
  const pip = sections.filter((section) => section.installer === 'pip' && isEmptied(section, 0));
  const conda = sections.filter((section) => section.installer === 'conda' && isEmptied(section, pip.length));
  return [...pip, ...conda];
}

function shapeOf(sections: readonly Section[], goes: ReadonlySet<Entry> = new Set()): unknown {
  return sections.map(({ installer, entries, includes }) => ({
    installer,
    entries: entries.filter((entry) => !goes.has(entry)).map(({ text, named }) => [text, named?.name]),
    includes: includes.map(({ path }) => path),
  }));
}
