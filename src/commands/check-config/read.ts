/** The name of a mapping file in, its text out. Refused: a file that cannot be read. */
import { readFile } from 'node:fs/promises';
import { BUILTIN_MAPPING } from '../../mapping/builtin.ts';
import { unreadable } from '../../regular-file.ts';

export interface MappingText {
  /** The name for people. */
  readonly file: string;
  readonly text: string;
}

/** Without a file the built-in rules. */
export async function readMappingText(file: string | undefined): Promise<MappingText> {
  if (file === undefined) return { file: 'built-in rules', text: BUILTIN_MAPPING };
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw unreadable(`the mapping file ${file}`, error, file);
  }
}
