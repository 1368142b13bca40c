/** `popcon.yml` → the terms of a report, and the keep-entries that have expired. */
import { basename, resolve } from 'node:path';
import { CONFIG_NAME, type Configuration } from '../config/find.ts';
import { holidayWindows } from '../config/popcon-yml.ts';
import { defined } from '../defined.ts';
import { readReasons, type WrittenReasons } from '../environment/files/reasons.ts';
import type { ReadFile } from '../environment/files/text-file.ts';
import { checkedDay, type Day, formatDay } from '../series/day.ts';
import type { Query } from '../sources/source.ts';
import { DEFAULT_ACCEPT } from './grade.ts';
import { type KeepEntry, makeKeepEntry } from './keep-list.ts';
import type { UnusedOptions } from './unused.ts';

/** Where neither a flag nor the file says otherwise. */
export const DEFAULT_THRESHOLDS = { minDays: 30, minProcesses: 100, accept: DEFAULT_ACCEPT };

export type ConfiguredTerms = Omit<UnusedOptions, keyof Query | 'installedSince'> &
  Required<Pick<UnusedOptions, 'accept' | 'academicTerms'>>;

export function configuredTerms({ value, ...file }: Configuration, today: Day): ConfiguredTerms {
  const { thresholds, namespaces } = value;
  const { below, 'max-gap': maxSilentDays } = thresholds;
  return {
    minDays: thresholds['min-days'] ?? DEFAULT_THRESHOLDS.minDays,
    minProcesses: thresholds['min-processes'] ?? DEFAULT_THRESHOLDS.minProcesses,
    accept: thresholds.accept ?? DEFAULT_THRESHOLDS.accept,
    ...defined({ below, maxSilentDays }),
    includeCommands: false,
    kernelsOnly: value['kernels-only'],
    keep: keepEntries({ value, ...file }).filter((entry) => !hasExpired(entry, today)),
    quiet: holidayWindows(value),
    retired: namespaces.closed,
    expected: namespaces.expected,
    academicTerms: value.terms.map(({ name, from, to }) => ({
      name,
      from: checkedDay(from),
      to: checkedDay(to),
    })),
  };
}

/** Reads the comments in the files that it names, which lie beside it; `read` takes paths as they are from here. */
export function configuredReasons({ value, file = '.' }: Configuration, read: ReadFile): WrittenReasons {
  return readReasons(value.files, (path) => read(resolve(file, '..', path)));
}

/** The entries whose last day is before `today`: they keep nothing any more. */
export function expiredEntries(configuration: Configuration, today: Day): readonly KeepEntry[] {
  return keepEntries(configuration).filter((entry) => hasExpired(entry, today));
}

/** `popcon.yml:3: \`leaf\` was kept until 2026-05-28, ask ana`; `file` is what it is to be called. */
export function formatExpired({ pattern, line, until = 0, owner }: KeepEntry, file: string): string {
  const ask = owner === undefined ? '' : `, ask ${owner}`;
  return `${file}:${line}: \`${pattern}\` was kept until ${formatDay(until)}${ask}`;
}

function keepEntries({ value, placeOf, file = CONFIG_NAME }: Configuration): readonly KeepEntry[] {
  return value.keep.map((entry, at) => {
    const { name, reason, owner, until } = typeof entry === 'string' ? { name: entry } : entry;
    return makeKeepEntry(name, placeOf(['keep', at]).line, {
      file: basename(file),
      ...defined({ reason, owner, until: until === undefined ? undefined : checkedDay(until) }),
    });
  });
}

function hasExpired({ until }: KeepEntry, today: Day): boolean {
  return until !== undefined && until < today;
}
