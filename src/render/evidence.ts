/** What an answer rests on, in a line or two above it. */
import type { Evidence } from '../reports/evidence.ts';
import { formatCount, formatOf } from './number.ts';
import { printable } from './text.ts';

/** `12,345 processes from 2026-08-27 to 2026-11-24, reported on 62 of 90 days (ledger popcon.db)`. */
export function formatEvidence(evidence: Evidence): string {
  const { window, processes, namespaces, daysReported, days, source } = evidence;
  const who = namespaces === undefined ? '' : ` of ${formatNamespaces(namespaces)}`;
  const what =
    processes === undefined ? `Imports${who}` : `${formatOf(processes, 'process', 'processes')}${who}`;
  return `${what} from ${window.from} to ${window.to}, reported on ${formatCount(daysReported)} of ${formatOf(days, 'day')} (${printable(source)})`;
}

/** Why some or all have no share; undefined where all have one. */
export function formatWithoutProcesses({ processes, withoutProcesses }: Evidence): string | undefined {
  if (withoutProcesses.length === 0) return undefined;
  const who =
    processes === undefined ? 'Its reporters' : `The reporters of ${formatNamespaces(withoutProcesses)}`;
  const what = processes === undefined ? 'no share can be given' : 'they are in no share';
  return `${who} count no processes, so ${what}; popularity-contest 1.0 and newer does.`;
}

/** `hub-a, hub-b and no namespace`. */
export function formatNamespaces(namespaces: readonly string[]): string {
  return formatList(namespaces.map(formatNamespace));
}

export function formatNamespace(namespace: string): string {
  return namespace === '' ? 'no namespace' : printable(namespace);
}

/** `a, b and c`. */
export function formatList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
