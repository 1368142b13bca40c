/** The admin's files → the configuration of the pages. Refused: a file that cannot be read. */
import { resolve } from 'node:path';
import { CONFIG_NAME, findConfiguration } from '../../config/find.ts';
import { Failure } from '../../failure.ts';
import { readRegularFile, stampOf, unreadable } from '../../regular-file.ts';
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

const MAX_BYTES = 10_000_000;

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

/** Returns another text once one of the files has changed, or one that the `popcon.yml` names. */
export function pageStamp({ configFile, keepFile }: PageFiles): () => string {
  let ownStamp: string | undefined;
  let named: readonly string[] = [];
  return () => {
    const own = stampOf([configFile, keepFile].filter((file) => file !== undefined));
    if (own !== ownStamp) named = filesNamedIn(configFile);
    ownStamp = own;
    return `${own} ${stampOf(named)}`;
  };
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
    return readRegularFile(path, MAX_BYTES);
  } catch {
    return undefined;
  }
}

function readKeepFile(path: string | undefined): readonly KeepEntry[] {
  if (path === undefined) return [];
  try {
    return parseKeepList(readRegularFile(path, MAX_BYTES).toString('utf8'));
  } catch (error) {
    throw unreadable(`the keep-list ${path}`, error, path);
  }
}
