/**
 * Groups that are to go → for each what its commit changes: the files that the environment is made from, less what
 * brings it, and the entry in `popcon.yml`. A group that no file names is left out.
 */
import type { ListFileKind } from '../environment/files/list-file.ts';
import { readPackageLines } from '../environment/files/package-lines.ts';
import { readReasons, reasonsFor, type WrittenReason } from '../environment/files/reasons.ts';
import { type ReadFile, readTextFile } from '../environment/files/text-file.ts';
import type { Distribution } from '../environment/inventory.ts';
import type { LeftOut } from '../environment/removal.ts';
import { removalEdits } from '../environment/removal-diff.ts';
import { withRemoval } from './edit.ts';
import type { RemovalEntry } from './removal.ts';

export interface ProposedGroup {
  readonly root: string;
  readonly distributions: readonly Distribution[];
  /** Undefined where it is announced already. */
  readonly entry: RemovalEntry | undefined;
}

export interface ProposedChange {
  readonly group: ProposedGroup;
  /** The new texts, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The comments of people about the distributions that go. */
  readonly written: readonly { readonly name: string; readonly reason: WrittenReason }[];
  /** Members that no file names: they go with those that one does. */
  readonly comesAlong: readonly string[];
}

export interface Proposal {
  readonly changes: readonly ProposedChange[];
  readonly leftOut: readonly LeftOut[];
}

/** Each change is upon the ones before it. */
export function proposeChanges(
  groups: readonly ProposedGroup[],
  paths: readonly string[],
  configuration: string,
  read: ReadFile,
): Proposal {
  const texts = new Map<string, Uint8Array>();
  const current: ReadFile = (path) => texts.get(path) ?? read(path);
  const written = readReasons(paths, read);
  const lists = paths.filter((path) => readPackageLines(readTextFile(path, read)) === undefined);
  const changes: ProposedChange[] = [];
  const leftOut: LeftOut[] = [];
  for (const group of groups) {
    const { root, distributions, entry } = group;
    const edits = lists.flatMap((path) => removalEdits(kindOf(path), path, current, distributions).edits);
    const changed = edits.filter(({ before, after }) => before !== after);
    const gone = new Set(changed.flatMap((edit) => edit.gone));
    const stays = edits.flatMap((edit) => edit.stays);
    if (changed.length === 0 || stays.length > 0) {
      leftOut.push(
        stays[0] ?? { name: root, reason: `not named in ${lists.join(', ') || 'any file of popcon.yml'}` },
      );
      continue;
    }
    const files = new Map(changed.map(({ path, after }) => [path, Buffer.from(after)]));
    if (entry !== undefined) {
      const text = Buffer.from(current(configuration) ?? []).toString('utf8');
      files.set(configuration, Buffer.from(withRemoval(text, entry, configuration)));
    }
    for (const [path, bytes] of files) texts.set(path, bytes);
    changes.push({
      group,
      files,
      written: distributions.flatMap((one) =>
        reasonsFor(one, written)
          .filter(({ comments }) => comments.length > 0)
          .map((reason) => ({ name: one.name, reason })),
      ),
      comesAlong: distributions.map(({ name }) => name).filter((name) => !gone.has(name)),
    });
  }
  return { changes, leftOut };
}

function kindOf(path: string): ListFileKind {
  return /\.ya?ml$/i.test(path) ? 'environment.yml' : 'requirements.txt';
}
