/** The evidence of an answer in a line or two above it. */
import type { Evidence } from '../reports/evidence.ts';
import { formatWhen } from '../words/days.ts';
import { formatNamespaces, printable } from '../words/names.ts';
import { formatCount, formatOf, formatShare } from '../words/number.ts';

/** `12,345 processes from 2026-08-27 to 2026-11-24, reported on 62 of 90 days (ledger popcon.db)`. */
export function formatEvidence(evidence: Evidence): string {
  return `${formatObserved(evidence)} (${printable(evidence.source)})`;
}

/** The same without where it was read, for those who are elsewhere. */
export function formatObserved(evidence: Evidence): string {
  const { window, processes, namespaces, daysReported, days } = evidence;
  const who = namespaces === undefined ? '' : ` of ${formatNamespaces(namespaces)}`;
  const what =
    processes === undefined
      ? `Imports${who}`
      : `${formatOf(processes, 'process', 'processes')}${who}${formatUnobserving(evidence)}`;
  return `${what} ${formatWhen(window)}, reported on ${formatCount(daysReported)} of ${formatOf(days, 'day')}${formatNotExpected(evidence)}`;
}

/** Days and namespaces that were not expected to report. */
export function formatNotExpected({ holidays, closed }: Evidence): string {
  return [
    holidays === undefined ? '' : `, ${formatOf(holidays, 'holiday')} left out`,
    closed === undefined ? '' : `, ${formatNamespaces(closed)} closed`,
  ].join('');
}

/** The processes that could not have shown an import, in brackets. */
export function formatUnobserving({ incomplete, elsewhere }: Evidence): string {
  const parts = [
    ...(elsewhere === undefined ? [] : [`${formatCount(elsewhere)} of other environments`]),
    ...(incomplete === undefined ? [] : [`${formatCount(incomplete)} reported incompletely`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

interface Reported {
  readonly processes?: number;
  readonly incomplete?: number;
}

/** By how much a share may be too low, since reports were incomplete: of all, and of each namespace that differs. */
export function formatCompleteness(
  namespaces: readonly (Reported & { readonly namespace: string })[],
  all: Reported,
): string | undefined {
  if (all.incomplete === undefined) return undefined;
  const apart = namespaces.filter(({ incomplete }) => incomplete !== undefined);
  const of =
    apart.length === 0
      ? ''
      : ` (${apart.map((each) => `${formatNamespaces([each.namespace])} ${formatShare(lackOf(each))}`).join(', ')})`;
  return `${formatShare(lackOf(all))} of the processes could not name all they imported${of}: a share may be that much too low.`;
}

function lackOf({ processes = 0, incomplete = 0 }: Reported): number {
  return processes === 0 ? 0 : incomplete / processes;
}

/** Why some or all have no share; undefined where all have one. */
export function formatWithoutProcesses({ processes, withoutProcesses }: Evidence): string | undefined {
  if (withoutProcesses.length === 0) return undefined;
  const who =
    processes === undefined ? 'Its reporters' : `The reporters of ${formatNamespaces(withoutProcesses)}`;
  const what = processes === undefined ? 'no share can be given' : 'they are in no share';
  return `${who} count no processes, so ${what}; popularity-contest 1.0 and newer does.`;
}
