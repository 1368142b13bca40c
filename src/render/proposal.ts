/** A proposal → the message of each commit, and the text of the whole in Markdown: evidence, record, size, how to object and undo. */
import type { ProposedChange } from '../removals/proposal.ts';
import type { UnusedReport } from '../reports/unused.ts';
import { sumOfKnown } from '../sums.ts';
import { formatNames, printable } from '../words/names.ts';
import { formatBytes, formatOf } from '../words/number.ts';
import { formatAskedFor } from './asked-for.ts';
import { formatObserved } from './evidence.ts';
import { wrap } from './text.ts';
import { caveats } from './unused-headline.ts';

/** By which a commit is known as one of these. */
export const TRAILER = 'Popcon-Removal:';
const MESSAGE_WIDTH = 72;

export function commitMessage(change: ProposedChange, report: UnusedReport): string {
  const { distributions } = change.group;
  const paragraphs = sections(change, report).map((text) =>
    text
      .split('\n')
      .map((line) => (line.startsWith('> ') ? line : wrap(line, MESSAGE_WIDTH)))
      .join('\n'),
  );
  return [subject(change), ...paragraphs, `${TRAILER} ${distributions.map(({ name }) => name).join(' ')}`]
    .join('\n\n')
    .concat('\n');
}

export function proposalText(changes: readonly ProposedChange[], report: UnusedReport): string {
  const all = changes.flatMap(({ group }) => group.distributions);
  const bytes = sizeOf(all);
  return [
    `${formatOf(all.length, 'package')} in ${formatOf(changes.length, 'group')} can go${bytes}. Each group is a commit of its own, so that one can be dropped or reverted by itself.`,
    `${formatObserved(report.evidence)}.`,
    ...caveats(report),
    ...changes.map((change) => [`## ${subject(change)}`, ...sections(change, report)].join('\n\n')),
  ]
    .join('\n\n')
    .concat('\n');
}

function subject({ group: { root, distributions } }: ProposedChange): string {
  const others = distributions.length - 1;
  return `Remove ${printable(root)}${others === 0 ? '' : ` and ${others} with it`}`;
}

function sections(change: ProposedChange, report: UnusedReport): readonly string[] {
  const { group, written, comesAlong } = change;
  const { root, distributions, entry } = group;
  const judged = report.distributions.find(({ name }) => name === root);
  const on =
    entry === undefined ? '' : ` It is announced as gone from ${entry.on}: merge this then, not before.`;
  return [
    `${printable(root)}: ${judged?.reason ?? 'announced in popcon.yml'}.${on}`,
    `Goes: ${formatNames(
      distributions.map(({ name }) => name),
      12,
    )}${sizeOf(distributions)}.${comesAlong.length === 0 ? '' : ` Without an entry of their own, so gone once nothing requires them: ${formatNames(comesAlong, 12)}.`}`,
    ...(written.length === 0
      ? []
      : [
          [
            'Written there about it:',
            ...written.map(({ name, reason }) => `> ${printable(name)}, ${formatAskedFor(reason)}`),
          ].join('\n'),
        ]),
    `${formatObserved(report.evidence)}.`,
    ...caveats(report).slice(-1),
    `To object: ${entry?.ask === undefined ? '' : `ask ${printable(entry.ask)}, or `}name it under \`keep:\` in popcon.yml, with the reason.`,
    'To undo: revert this commit, which also takes its announcement back.',
  ];
}

function sizeOf(distributions: readonly { readonly bytes?: number | undefined }[]): string {
  const bytes = sumOfKnown(distributions.map((one) => one.bytes));
  return bytes === undefined ? '' : `, which frees ${formatBytes(bytes)}`;
}
