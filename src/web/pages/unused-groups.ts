/** Groups that can go together as a table: the disk each frees, what goes with its root, what has to go before. */
import { html } from 'hono/html';
import type { SoFarGroup, UnusedGroup } from '../../reports/unused.ts';
import { formatShare } from '../../words/number.ts';
import { bar } from '../pictures/bar.ts';
import { packageColumn } from './columns.ts';
import { count, size } from './format.ts';
import { names } from './label.ts';
import type { Frame, Html } from './layout.ts';
import { type Column, numbers, table } from './table.ts';

/** Members of a group that are named before the rest is only counted. */
const MAX_MEMBERS_NAMED = 12;

export const SO_FAR_COLUMNS: readonly Column<SoFarGroup>[] = [
  { ...numbers('Days', 'days', ({ days }: SoFarGroup) => days, count), isWide: true },
  numbers('Comes back in a year', 'comes-back', ({ risk }) => risk.share, formatShare),
];

export function groupTable<Group extends UnusedGroup>(
  frame: Frame,
  id: string,
  groups: readonly Group[],
  columns: readonly Column<Group>[] = [],
): Html {
  const largest = Math.max(1, ...groups.map(({ bytes }) => bytes ?? 0));
  const hasBytes = groups.some(({ bytes }) => bytes !== undefined);
  return table<Group>(
    [
      packageColumn(frame, ({ root }) => root),
      hasBytes ? numbers('Frees', 'frees', ({ bytes }) => bytes, size) : undefined,
      hasBytes ? { heading: 'Bar', cell: ({ bytes = 0 }) => bar(bytes / largest), kind: 'bar' } : undefined,
      ...columns,
      { heading: 'Goes with it', cell: (group) => others(frame, group), kind: 'text' },
    ],
    groups,
    { className: 'groups', enhance: 'sort filter', frame, id },
  );
}

function others(frame: Frame, { root, members, after }: UnusedGroup): Html {
  const rest = members.filter((member) => member !== root);
  return html`${rest.length === 0 ? html`<span class="quiet">alone</span>` : names(frame, rest.slice(0, MAX_MEMBERS_NAMED))}${rest.length > MAX_MEMBERS_NAMED ? ` and ${rest.length - MAX_MEMBERS_NAMED} more` : ''}${after.length === 0 ? '' : html` <span class="quiet">once ${names(frame, after)} ${after.length === 1 ? 'is' : 'are'} gone</span>`}`;
}
