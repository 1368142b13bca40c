/** A verdict in words: what it means, and why it is this distribution's. */
import type { NotObservable, Verdict, VerdictName } from '../reports/verdict.ts';
import { formatCount, formatOf, formatShare } from './number.ts';
import { printable } from './text.ts';

/** What each verdict means, for all that have it. */
export const VERDICT_MEANINGS: Readonly<Record<VerdictName, string>> = {
  used: 'imported in the window',
  'rarely used': 'imported by fewer processes than asked',
  'used before': 'imported before the window, not in it',
  needed: 'required by one that stays',
  baseline: 'loaded before the reporter: not countable',
  'not observable': 'no import would show its use',
  'commands not seen': 'its commands may be run in a terminal',
  'too new': 'not observed for long enough',
  kept: 'the keep-list says so',
  undecided: 'not imported, but the evidence is thin',
  unused: 'can go',
};

/** One sentence without its full stop. */
export function formatReason(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'used':
      return `imported by ${formatProcesses(verdict)}, last on ${verdict.lastDay}`;
    case 'rarely used':
      return `imported by ${formatProcesses(verdict)}, fewer than ${formatCount(verdict.below)}, last on ${verdict.lastDay}`;
    case 'used before':
      return `not imported in the window, but before it, last on ${verdict.lastDay}`;
    case 'needed':
      return `not imported, but required by ${printable(verdict.by)} (${verdict.byVerdict}): ${formatChain(verdict.chain)}`;
    case 'baseline':
      return 'loaded before the reporter in every kernel, so it cannot be counted';
    case 'not observable':
      return formatNotObservable(verdict.because);
    case 'commands not seen':
      return `never imported, but has commands whose use in a terminal does not show: ${formatNames(verdict.commands)}`;
    case 'too new':
      return `observed since ${verdict.since} only: ${formatOf(verdict.days, 'day')}, ${formatOf(verdict.processes, 'process', 'processes')}`;
    case 'kept':
      return `kept by ${printable(verdict.pattern)} in line ${verdict.line} of the keep-list`;
    case 'undecided':
      return `not imported since ${verdict.since}, but the evidence as a whole does not carry a verdict`;
    case 'unused':
      return `not imported since ${verdict.since}, and needed by nothing that stays`;
  }
}

function formatNotObservable(because: NotObservable): string {
  switch (because.kind) {
    case 'installation':
      return 'belongs to the installation itself, which is run and not imported';
    case 'plugin':
      return `a plugin (${printable(because.group)}), loaded by another program`;
    case 'no module':
      return 'has no module to import: stubs, fonts, data or a metapackage';
    case 'commands alone':
      return `has no module to import, only commands: ${formatNames(because.commands)}`;
    case 'modules unknown':
      return 'the inventory does not tell which modules it has';
  }
}

/** `a → b → c`. */
export function formatChain(chain: readonly string[]): string {
  return chain.map(printable).join(' → ');
}

const MOST_NAMES = 5;

/** The first few names, and how many more there are. */
export function formatNames(names: readonly string[], most = MOST_NAMES): string {
  const shown = names.slice(0, most).map(printable).join(', ');
  return names.length > most ? `${shown} and ${formatCount(names.length - most)} more` : shown;
}

function formatProcesses({
  processes,
  share,
}: {
  readonly processes: number;
  readonly share?: number;
}): string {
  const count = formatOf(processes, 'process', 'processes');
  return share === undefined ? count : `${count} (${formatShare(share)})`;
}
