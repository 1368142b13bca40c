/** An inventory → a few lines for people: how much there is, who brought it, and what could not be known. */
import type { Inventory } from '../environment/inventory.ts';
import { ACTIVATION_WORDS, UNKNOWN_WORDS } from '../environment/told.ts';
import { sum, sumBy } from '../sums.ts';
import { printable } from '../words/names.ts';
import { formatBytes, formatCount, formatOf } from '../words/number.ts';
import type { Style } from './style.ts';
import { wrap } from './text.ts';

const MAX_INSTALLERS = 4;

export function formatInventory(inventory: Inventory, style: Style): string {
  const { environment, day, python, activation, baseline, unknown } = inventory;
  const width = Number.isFinite(style.width) ? style.width : 80;
  const rows: readonly (readonly [string, string])[] = [
    ['distributions', sizeOf(inventory)],
    ['installed by', installersOf(inventory)],
    ['asked for', requestedOf(inventory)],
    ['commands', commandsOf(inventory)],
    ['reporter', activation === 'unknown' ? '' : ACTIVATION_WORDS[activation].words],
    [
      'baseline',
      baseline.length === 0
        ? ''
        : `${formatCount(baseline.length)} loaded before the reporter, so not counted`,
    ],
    ['not known', unknown.map((one) => UNKNOWN_WORDS[one]).join(', ')],
  ];
  const title = `${environment}${python === undefined ? '' : `, ${python.implementation} ${python.version}`}, ${day}`;
  const label = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows
    .filter(([, text]) => text !== '')
    .map(([name, text]) => style.dim(name.padEnd(label)) + wrap(text, width, ' '.repeat(label)).trimStart());
  return [style.bold(printable(title)), ...lines, ''].join('\n');
}

function sizeOf({ distributions }: Inventory): string {
  const known = distributions.flatMap(({ bytes }) => bytes ?? []);
  const without = distributions.length - known.length;
  if (known.length === 0) return formatCount(distributions.length);
  const total = formatBytes(sum(known));
  return `${formatCount(distributions.length)}, ${total}${without === 0 ? '' : ` and ${formatCount(without)} of unknown size`}`;
}

function installersOf({ distributions }: Inventory): string {
  if (distributions.every(({ installer }) => installer === undefined)) return '';
  const counts = sumBy(
    distributions,
    ({ installer = 'unknown' }) => installer,
    () => 1,
  );
  const sorted = [...counts].sort(([, a], [, b]) => b - a).slice(0, MAX_INSTALLERS);
  return sorted.map(([installer, count]) => `${printable(installer)} ${formatCount(count)}`).join(', ');
}

function requestedOf({ distributions }: Inventory): string {
  const known = distributions.filter(({ requested }) => requested !== undefined);
  const asked = known.filter(({ requested }) => requested === true).length;
  if (known.length === 0) return '';
  return `${formatCount(asked)}; ${formatCount(known.length - asked)} came along`;
}

function commandsOf({ distributions }: Inventory): string {
  const brought = distributions.filter(({ commands = [] }) => commands.length > 0);
  if (brought.length === 0) return '';
  const commands = sum(brought.map((one) => one.commands?.length ?? 0));
  return `${formatOf(commands, 'command')} of ${formatOf(brought.length, 'distribution')}`;
}
