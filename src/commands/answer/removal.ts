/** `--write-remove`: what an admin runs or applies to remove the unused; nothing is ever removed from here. */
import { InvalidArgumentError } from 'commander';
import type { Inventory } from '../../environment/inventory.ts';
import {
  type Removable,
  type Removal,
  type RemovalFileKind,
  removalCommand,
} from '../../environment/removal.ts';
import { printable } from '../../render/text.ts';
import { headline } from '../../render/unused.ts';
import type { UnusedReport } from '../../reports/unused.ts';
import type { Context } from '../command.ts';
import { readFile } from './file.ts';

export type RemovalTarget =
  | { readonly kind: 'pip' | 'conda' }
  | { readonly kind: RemovalFileKind; readonly path: string };

/** `pip`, `conda`, or the path of a file that pip or conda installs from. */
export function parseRemoval(text: string): RemovalTarget {
  if (text === 'pip' || text === 'conda') return { kind: text };
  if (/\.ya?ml$/.test(text)) return { kind: 'environment.yml', path: text };
  if (/\.(txt|in|pip)$/.test(text)) return { kind: 'requirements.txt', path: text };
  throw new InvalidArgumentError(
    'It is neither pip, conda, nor the path of a .txt, .in, .yml or .yaml file.',
  );
}

/** The removal to standard output, ready for a pipe; what it is and leaves out to standard error. */
export async function writeRemoval(
  target: RemovalTarget,
  report: UnusedReport,
  inventory: Inventory,
  context: Context,
): Promise<void> {
  const unused = new Set(report.groups.flatMap(({ members }) => members));
  const distributions = inventory.distributions.filter(({ name }) => unused.has(name));
  const removal = await removalOf(target, distributions);
  context.stderr.write(`${headline(report)}\n`);
  for (const { name, reason } of removal.leftOut) {
    context.stderr.write(`left out: ${printable(name)}: ${reason}\n`);
  }
  context.stdout.write(removal.text);
}

async function removalOf(target: RemovalTarget, distributions: readonly Removable[]): Promise<Removal> {
  if (!('path' in target)) return removalCommand(target.kind, distributions);
  const { removalDiff } = await import('../../environment/removal-diff.ts');
  return removalDiff(target.kind, target.path, readFile, distributions);
}
