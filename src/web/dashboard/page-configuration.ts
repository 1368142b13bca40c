/** What an admin has configured for the pages: the files that were named in, values out. Refused: one that cannot be read. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_NAME, findConfiguration } from '../../config/find.ts';
import { Failure } from '../../failure.ts';
import { removalsIn } from '../../removals/removal.ts';
import {
  configuredReasons,
  configuredTerms,
  expiredEntries,
  formatExpired,
} from '../../reports/configured-terms.ts';
import { type KeepEntry, parseKeepList } from '../../reports/keep-list.ts';
import type { Day } from '../../series/day.ts';
import type { PageConfiguration } from '../pages/page-context.ts';

/** Undefined: no such file. */
export interface PageFiles {
  /** A `popcon.yml`. */
  readonly configFile: string | undefined;
  /** A keep-list, a name or glob a line. */
  readonly keepFile: string | undefined;
  /** Namespaces that must report, besides those of the `popcon.yml`. */
  readonly expected?: readonly string[];
}

/** Reads the files anew, so that what was edited counts. */
export function readPageConfiguration(
  { configFile, keepFile, expected = [] }: PageFiles,
  today: Day,
): PageConfiguration {
  const configuration = findConfiguration(configFile, undefined);
  const { title, terms } = configuration.value;
  const configured = configuredTerms(configuration, today);
  const judged = { ...configured, expected: [...configured.expected, ...expected] };
  return {
    title,
    periods: terms.toReversed(),
    silence: judged,
    removals: () => removalsIn(configuration),
    judging() {
      const written = configuredReasons(configuration, readFile);
      const expired = expiredEntries(configuration, today).map((entry) => formatExpired(entry, CONFIG_NAME));
      return { ...judged, written, expired, keep: [...judged.keep, ...readKeepFile(keepFile)] };
    },
  };
}

/** What it returns changes when one of the files does, or one that the `popcon.yml` names. */
export function pageStamp({ configFile, keepFile }: PageFiles): () => string {
  let ownStamp: string | undefined;
  let named: readonly string[] = [];
  return () => {
    const own = stampOf([configFile, keepFile]);
    if (own !== ownStamp) named = filesNamedIn(configFile);
    ownStamp = own;
    return `${own} ${stampOf(named)}`;
  };
}

function stampOf(files: readonly (string | undefined)[]): string {
  const stamps = files.map((file) => {
    const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    return stat && `${stat.mtimeMs}/${stat.size}/${stat.ino}`;
  });
  return stamps.join(' ');
}

/** None where the file is not usable, which the page says. */
function filesNamedIn(configFile: string | undefined): readonly string[] {
  if (configFile === undefined) return [];
  try {
    return findConfiguration(configFile, undefined).value.files.map((file) =>
      resolve(configFile, '..', file),
    );
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

function readFile(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function readKeepFile(path: string | undefined): readonly KeepEntry[] {
  if (path === undefined) return [];
  try {
    return parseKeepList(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Failure('file-unreadable', `${path}: no such keep-list, or not readable`, {
      cause: error,
      about: path,
    });
  }
}
