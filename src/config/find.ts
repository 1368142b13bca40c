/** Finds `popcon.yml` from a folder upwards, or takes the file that is named, and reads it. */
import { isUtf8 } from 'node:buffer';
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import { readRegularFile, unreadable } from '../regular-file.ts';
import { POPCON_YML, type PopconYml } from './popcon-yml.ts';
import { formatProblem } from './problem.ts';
import { type Read, readConfig } from './read.ts';

export const CONFIG_NAME = 'popcon.yml';
const MAX_BYTES = 1_000_000;

/** The values in force, and where each stands. */
export interface Configuration {
  /** Undefined where there is no file: all defaults. */
  readonly file: string | undefined;
  readonly value: PopconYml;
  readonly placeOf: Extract<Read<PopconYml>, { ok: true }>['placeOf'];
}

/**
 * The file that is named, or the nearest `popcon.yml` from `folder` upwards, or all defaults. Throws a `Failure` that
 * names the file, the line and the column.
 */
export function findConfiguration(named: string | undefined, folder: string | undefined): Configuration {
  const file = named ?? (folder === undefined ? undefined : findUpwards(folder));
  return parseConfiguration(file === undefined ? '' : readText(file), file);
}

function parseConfiguration(text: string, file: string | undefined): Configuration {
  const read = readConfig(text, file ?? CONFIG_NAME, POPCON_YML);
  if (read.ok) return { file, value: read.value, placeOf: read.placeOf };
  const [first, ...others] = read.problems.map(formatProblem);
  const more = others.length === 0 ? '' : ` (and ${others.length} more: popcon config)`;
  throw new ConfigInvalid(`${first}${more}`, read.problems.map(formatProblem));
}

/** Its `lines` are all problems of the file, each as `file:line:column: message`. */
export class ConfigInvalid extends Failure {
  readonly lines: readonly string[];

  constructor(message: string, lines: readonly string[]) {
    super('config-invalid', message);
    this.lines = lines;
  }
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readRegularFile(file, MAX_BYTES);
  } catch (error) {
    throw unreadable(file, error, file);
  }
  // An edit of the file would replace bytes that are not UTF-8.
  if (!isUtf8(bytes)) throw new Failure('config-invalid', `${file}: it is not UTF-8`);
  return bytes.toString('utf8');
}

/**
 * Another user's file is not taken: it says where counts are read, and a token is sent there
 * (as Git's safe.directory, CVE-2022-24765).
 */
function findUpwards(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, CONFIG_NAME);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile()) {
      const own = process.getuid?.() ?? stat.uid;
      if (stat.uid === own || stat.uid === 0) return file;
      throw new Failure(
        'config-not-yours',
        `${file} belongs to another user, who is not trusted to say where counts are read`,
      );
    }
    if (basename(at) === '') return undefined;
  }
}
