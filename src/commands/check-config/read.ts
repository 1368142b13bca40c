/** The name of a mapping file in, its text out. Refused: a file that cannot be read. */
import { readFile } from 'node:fs/promises';
import { Failure } from '../../failure.ts';
import { BUILTIN_MAPPING } from '../../mapping/builtin.ts';

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
    const reason = error instanceof Error ? error.message.replace(/, \w+( '.*')?$/, '') : String(error);
    throw new Failure('file-unreadable', `the mapping file ${file} cannot be read (${reason})`, {
      cause: error,
      about: file,
    });
  }
}
