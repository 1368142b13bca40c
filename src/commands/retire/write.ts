/** Changes the text of `popcon.yml`: a reader of the file sees the old text or the new one. */
import {
  chmodSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_NAME, type Configuration } from '../../config/find.ts';
import { Failure } from '../../failure.ts';

/** Returns the path of the file, which is made where there is none. */
export function editConfiguration(
  { file = resolve(CONFIG_NAME) }: Pick<Configuration, 'file'>,
  edit: (text: string, file: string) => string,
): string {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = edit(before, file);
  if (after !== before) writeAtOnce(existsSync(file) ? realpathSync(file) : file, after);
  return file;
}

function writeAtOnce(path: string, text: string): void {
  const fresh = `${path}.new`;
  try {
    writeFileSync(fresh, text);
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined) chmodSync(fresh, mode);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('file-unwritable', `${path} cannot be written: ${reason}`, { cause: error });
  }
}
