/** A rehearsal → what fails without the groups, for people; or JSON. */
import type { Broken, Rehearsal } from '../rehearsal/rehearse.ts';
import { formatNames, printable } from '../words/names.ts';
import { formatBytes, formatCount, formatOf } from '../words/number.ts';
import { type Formats, formatJson } from './format.ts';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';
import { paragraph } from './text.ts';

export const REHEARSAL_FORMATS = {
  table: formatRehearsal,
  json: formatJson,
} as const satisfies Formats<Rehearsal>;

const COLUMNS = [
  { heading: 'fails without it', cell: ({ what }: Broken) => what, flexible: true },
  { heading: 'must stay', cell: ({ needs }: Broken) => formatNeeds(needs), flexible: true },
  { heading: 'first error', cell: ({ error }: Broken) => error, flexible: true },
];

function formatRehearsal(rehearsal: Rehearsal, style: Style): string {
  const { copy, removed, alsoGone, imported, ran, broken, failsAlready, notShown } = rehearsal;
  const line = (text: string) => paragraph(text, style);
  const also = alsoGone.length === 0 ? '' : `, and with it ${formatNames(alsoGone)}`;
  return [
    line(
      `A copy of ${formatOf(copy.files, 'file')} (${formatBytes(copy.bytes)}, of which ${formatBytes(copy.copiedBytes)} take disk: ${copy.how}), in which ${formatNames(removed)} ${removed.length === 1 ? 'was' : 'were'} removed${also}.`,
    ),
    line(
      `Here and there: ${formatOf(imported, 'module')} imported, ${formatOf(ran, 'file')} run. The environment itself is as it was.`,
    ),
    '\n',
    broken.length === 0
      ? line(style.bold('Nothing fails that works with it.'))
      : formatTable(COLUMNS, broken, style),
    ...(failsAlready.length === 0
      ? []
      : [
          `\n${style.bold(`Fails already, so it says nothing (${formatCount(failsAlready.length)}):`)}\n`,
          ...failsAlready.map(({ what, error }) => line(`  ${printable(what)}: ${printable(error)}`)),
        ]),
    `\n${style.dim('A copy does not show:')}\n`,
    ...notShown.map((text) => style.dim(line(`- ${text}`))),
  ].join('');
}

function formatNeeds(needs: Broken['needs']): string {
  return needs.map((group) => formatNames(group, 3)).join(' or ');
}
