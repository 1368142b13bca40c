/**
 * Groups that are to go → what works in the environment and no more without them: a copy is made, they are removed
 * there, and what was used is imported, and what was given is run, here and there. The environment itself is not
 * changed, which is looked at.
 */
import { globSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inventory } from '../environment/inventory.ts';
import { Failure } from '../failure.ts';
import { type Copied, copyEnvironment, type Progress } from './copy.ts';
import { changedPaths, fingerprint } from './fingerprint.ts';
import { neededGroups } from './needed.ts';
import { removeFrom } from './remove.ts';
import { type Limits, lastLineOf, type Place, type Tried, tryImports, tryRun } from './try.ts';

export interface Plan {
  readonly place: Place;
  readonly inventory: Inventory;
  /** Names that go together; each has to be installed. */
  readonly groups: readonly (readonly string[])[];
  /** Distributions that were used. */
  readonly used: ReadonlySet<string>;
  /** Scripts and notebooks. */
  readonly runs: readonly string[];
  /** Where the copy is made. */
  readonly below: string;
  readonly takeInventory: (python: string) => Promise<Inventory>;
}

export interface Rehearsal {
  readonly report: 'rehearsal';
  readonly copy: Omit<Copied, 'prefix'>;
  readonly removed: readonly string[];
  /** Distributions that an installer removed along with them. */
  readonly alsoGone: readonly string[];
  readonly imported: number;
  readonly ran: number;
  /** Trials that fail only where they are gone. */
  readonly broken: readonly Broken[];
  /** Trials that fail anyway. */
  readonly failsAlready: readonly { readonly what: string; readonly error: string }[];
  /** Limits of the copy, in words. */
  readonly notShown: readonly string[];
}

export interface Broken {
  readonly what: string;
  /** The line that says what is wrong. */
  readonly error: string;
  /** The groups that it needs, by their members; several where it cannot be told which. */
  readonly needs: readonly (readonly string[])[];
}

export async function rehearse(plan: Plan, limits: Limits, progress: Progress): Promise<Rehearsal> {
  const { place, inventory, groups, runs, below } = plan;
  const before = await fingerprint(place.prefix);
  const copied = await copyEnvironment(place.prefix, below, limits.signal, progress);
  const inCopy = (path: string) => path.replace(place.prefix, () => copied.prefix);
  const copy: Place = { python: inCopy(place.python), prefix: copied.prefix };
  try {
    const goes = new Set(groups.flat());
    progress('removing in the copy', 0, goes.size, 'distributions');
    await removeFrom(
      copy,
      inventory.distributions.filter(({ name }) => goes.has(name)),
      limits,
    );
    const stays = new Set((await plan.takeInventory(copy.python)).distributions.map(({ name }) => name));
    const gone = inventory.distributions.map(({ name }) => name).filter((name) => !stays.has(name));
    const left = [...goes].filter((name) => stays.has(name));
    if (left.length > 0) {
      throw new Failure(
        'removal-failed',
        `${left.join(', ')}: still in the copy once its installer had removed it`,
      );
    }

    const modules = modulesToImport(plan, new Set(gone));
    const tryAll = async (at: Place, where: string): Promise<Tried> => {
      const steps = (done: number) => progress(`importing ${where}`, done, modules.length, 'modules');
      const tried = new Map<string, string | undefined>();
      for (const [name, error] of await tryImports(at, modules, limits, steps))
        tried.set(`import ${name}`, error);
      for (const [done, path] of runs.entries()) {
        progress(`running ${path} ${where}`, done, runs.length, 'files');
        tried.set(path, await tryRun(at, path, limits));
      }
      return tried;
    };
    const here = await tryAll(place, 'here');
    const there = await tryAll(copy, 'in the copy');
    return {
      report: 'rehearsal',
      copy: { files: copied.files, bytes: copied.bytes, copiedBytes: copied.copiedBytes, how: copied.how },
      removed: [...goes].sort(),
      alsoGone: gone.filter((name) => !goes.has(name)),
      imported: modules.length,
      ran: runs.length,
      broken: brokenOf(here, there, plan),
      failsAlready: [...here].flatMap(([what, error]) =>
        error === undefined ? [] : [{ what, error: lastLineOf(error) }],
      ),
      notShown: notShown(place.prefix),
    };
  } finally {
    await rm(copied.prefix, { recursive: true, force: true });
    requireUnchanged(place.prefix, changedPaths(before, await fingerprint(place.prefix)));
  }
}

/** Of what was used and stays; those that begin with `_` are the affair of the others. */
function modulesToImport({ inventory, used }: Plan, gone: ReadonlySet<string>): readonly string[] {
  const names = inventory.distributions
    .filter(({ name }) => used.has(name) && !gone.has(name))
    .flatMap(({ importNames = [] }) => importNames.filter((module) => !module.startsWith('_')));
  return [...new Set(names)].sort();
}

function brokenOf(here: Tried, there: Tried, { groups, inventory }: Plan): Broken[] {
  return [...there].flatMap(([what, error]): Broken[] => {
    if (error === undefined || here.get(what) !== undefined) return [];
    return [{ what, error: lastLineOf(error), needs: neededGroups(error, groups, inventory.distributions) }];
  });
}

/** conda's record of each package says in which of its files the folder's path is compiled in. */
function notShown(prefix: string): readonly string[] {
  const compiled = globSync('conda-meta/*.json', { cwd: prefix }).flatMap(
    (record) => readFileSync(join(prefix, record), 'utf8').match(/"file_mode": ?"binary"/g) ?? [],
  ).length;
  return [
    ...(compiled === 0
      ? []
      : [
          `${compiled} programs and libraries have the path of the environment compiled in: in the copy, too, they read what is still there`,
        ]),
    'what only other programs, other machines or other people’s files need',
  ];
}

function requireUnchanged(prefix: string, changed: readonly string[]): void {
  if (changed.length === 0) return;
  throw new Failure(
    'environment-touched',
    `${prefix} is not as it was before: ${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ` and ${changed.length - 3} more` : ''}; somebody else, or what was run, changed it`,
  );
}
