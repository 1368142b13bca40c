/** The verdict on a distribution as a mark, and its reason in a sentence: the words of `popcon why`. */
import { html } from 'hono/html';
import type { Evidence } from '../../reports/evidence.ts';
import type { Verdict, VerdictName } from '../../reports/verdict.ts';
import { count, many, percent } from './format.ts';
import { label } from './label.ts';
import type { Html } from './layout.ts';

/** In the order in which a reader who wants to remove something reads them. */
export const VERDICTS: readonly VerdictName[] = [
  'unused',
  'undecided',
  'rarely used',
  'commands not seen',
  'used before',
  'too new',
  'not observable',
  'needed',
  'baseline',
  'kept',
  'used',
];

/** What each verdict means, as a heading's subtitle. */
export const VERDICT_MEANING: Readonly<Record<VerdictName, string>> = {
  unused: 'no process imported them, and nothing that stays needs them',
  undecided: 'not imported, but the evidence does not carry a verdict yet',
  'rarely used': 'imported, but in fewer processes than asked',
  'commands not seen': 'never imported, but their commands may be used in a terminal, where nobody reports',
  'used before': 'not imported in these days, but before: seasons are real',
  'too new': 'not observed for long enough to say',
  'not observable': 'they can be in use without ever being imported',
  needed: 'not imported, but required by one that stays',
  baseline: 'loaded before the reporter in every kernel, so that they cannot be counted',
  kept: 'the keep-list says so',
  used: 'imported in these days',
};

export function verdictMark(verdict: VerdictName): Html {
  return html`<span class="verdict verdict-${verdict.replaceAll(' ', '-')}">${verdict}</span>`;
}

export function reason(verdict: Verdict, evidence: Evidence): Html {
  switch (verdict.verdict) {
    case 'used':
      return html`${processes(verdict)} imported it, the last one on ${verdict.lastDay}.`;
    case 'rarely used':
      return html`Only ${processes(verdict)} imported it, fewer than the ${count(verdict.below)} asked for; the last one on ${verdict.lastDay}.`;
    case 'used before':
      return html`Not imported since ${evidence.window.from}, but before: the last time on ${verdict.lastDay}.`;
    case 'needed':
      return html`Not imported, but ${label(verdict.by)} (${verdict.byVerdict}) requires it: ${verdict.chain.map((name, at) => html`${at === 0 ? '' : ' → '}${label(name)}`)}.`;
    case 'baseline':
      return html`Loaded before the reporter in every kernel, so that it cannot be counted.`;
    case 'not observable':
      return notObservable(verdict.because);
    case 'commands not seen':
      return html`Never imported, but it has commands, and the activation does not report what runs in a terminal: ${verdict.commands.map((name, at) => html`${at === 0 ? '' : ', '}<code>${label(name)}</code>`)}.`;
    case 'too new':
      return html`Installed since ${verdict.since}: observed for ${many(verdict.days, 'day')} and in ${many(verdict.processes, 'process', 'processes')}, which is not enough to say.`;
    case 'kept':
      return html`The keep-list says so: <code>${label(verdict.pattern)}</code>, line ${verdict.line}.`;
    case 'undecided':
      return html`No process imported it since ${verdict.since}, but the evidence does not carry a verdict yet.`;
    case 'unused':
      return html`No process imported it since ${verdict.since}, and nothing that stays needs it. It can go with the group of ${label(verdict.group)}.`;
  }
}

function notObservable(because: Extract<Verdict, { verdict: 'not observable' }>['because']): Html {
  switch (because.kind) {
    case 'installation':
      return html`It belongs to the installation itself: an installer, the reporter, one of Jupyter's servers.`;
    case 'plugin':
      return html`A plugin of <code>${label(because.group)}</code>: loaded by entry point, for the program that defines it.`;
    case 'no module':
      return html`It has no module that could be imported and no command: stubs, fonts, data, a metapackage.`;
    case 'commands alone':
      return html`It has no module that could be imported, only commands: ${because.commands.map((name, at) => html`${at === 0 ? '' : ', '}<code>${label(name)}</code>`)}.`;
    case 'modules unknown':
      return html`The inventory does not tell which modules it has.`;
  }
}

function processes({
  processes: all,
  share,
}: {
  readonly processes: number;
  readonly share?: number;
}): string {
  return `${many(all, 'process', 'processes')}${share === undefined ? '' : ` (${percent(share)})`}`;
}
