/** Changes the text of `popcon.yml`. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_NAME, type Configuration } from '../../config/find.ts';
import { replaceFile } from '../../replace-file.ts';

/** Returns the path of the file, which is made where there is none. */
export function editConfiguration(
  { file = resolve(CONFIG_NAME) }: Pick<Configuration, 'file'>,
  edit: (text: string, file: string) => string,
): string {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = edit(before, file);
  if (after !== before) replaceFile(file, after);
  return file;
}
