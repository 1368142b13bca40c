/** `--write-remove`: what an admin runs or applies to remove the unused; nothing is ever removed from here. */
import { InvalidArgumentError } from 'commander';
import type { ListFileKind } from '../../environment/files/list-file.ts';
import { readReasons, reasonsFor } from '../../environment/files/reasons.ts';
import type { Distribution, Inventory } from '../../environment/inventory.ts';
import { type Removable, type Removal, removalCommand } from '../../environment/removal.ts';
import { isRemover, REMOVERS, type Remover } from '../../languages/languages.ts';
import { formatAskedFor } from '../../render/asked-for.ts';
import { expectation, headline } from '../../render/unused-headline.ts';
import type { UnusedReport } from '../../reports/unused.ts';
import { printable } from '../../words/names.ts';
import type { Context } from '../command.ts';
import { readFile } from './file.ts';

export type RemovalTarget =
  | { readonly kind: Remover }
  | { readonly kind: ListFileKind; readonly path: string };

/** An installer, or the path of a file that pip or conda installs from. */
export function parseRemoval(text: string): RemovalTarget {
  if (isRemover(text)) return { kind: text };
  if (/\.ya?ml$/.test(text)) return { kind: 'environment.yml', path: text };
  if (/\.(txt|in|pip)$/.test(text)) return { kind: 'requirements.txt', path: text };
  throw new InvalidArgumentError(
    `It is neither ${REMOVERS.join(', ')}, nor the path of a .txt, .in, .yml or .yaml file.`,
  );
}

export interface WhatToRemove {
  readonly report: UnusedReport;
  readonly inventory: Inventory;
  /** Also what is unused so far. */
  readonly soFar: boolean;
}

/** The removal to standard output, ready for a pipe; what it is and leaves out to standard error. */
export async function writeRemoval(
  target: RemovalTarget,
  { report, inventory, soFar }: WhatToRemove,
  context: Context,
): Promise<void> {
  const groups = [...report.groups, ...(soFar ? report.soFar.groups : [])];
  const unused = new Set(groups.flatMap(({ members }) => members));
  const distributions = inventory.distributions.filter(({ name }) => unused.has(name));
  const removal = await removalOf(target, distributions);
  context.stderr.write(`${headline(report)}\n`);
  const stays = new Set(removal.leftOut.map(({ name }) => name));
  const goes = distributions.filter(({ name }) => !stays.has(name));
  if ('path' in target) sayWritten(target.path, goes, context);
  for (const { name, reason } of removal.leftOut) {
    context.stderr.write(`left out: ${printable(name)}: ${reason}\n`);
  }
  if (removal.folder !== undefined) {
    context.stderr.write(`apply it with: patch -p0 -d '${printable(removal.folder)}'\n`);
  }
  const risk = soFar ? expectation(report) : undefined;
  // Neither a shell nor patch minds a comment before what it reads.
  context.stdout.write(`${risk === undefined || removal.text === '' ? '' : `# ${risk}\n`}${removal.text}`);
}

/** Comments of the file about each distribution that goes: a course or a ticket may say that it has to stay. */
function sayWritten(path: string, goes: readonly Distribution[], { stderr }: Context): void {
  const written = readReasons([path], readFile);
  for (const distribution of goes) {
    for (const reason of reasonsFor(distribution, written)) {
      if (reason.comments.length > 0) {
        stderr.write(`goes: ${printable(distribution.name)}: ${formatAskedFor(reason)}\n`);
      }
    }
  }
}

async function removalOf(target: RemovalTarget, distributions: readonly Removable[]): Promise<Removal> {
  if (!('path' in target)) return removalCommand(target.kind, distributions);
  const { removalDiff } = await import('../../environment/removal-diff.ts');
  return removalDiff(target.kind, target.path, readFile, distributions);
}
