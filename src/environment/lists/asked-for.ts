/**
 * A requirements.txt or environment.yml → distributions. It says what was asked for and not what is installed, so
 * most is unknown.
 */
import { includesOf, type ListFile } from '../files/list-file.ts';
import type { Section } from '../files/section.ts';
import type { Distribution } from '../inventory.ts';
import { type CondaPackage, passedOver, readPackage } from './conda-packages.ts';
import { withoutSecrets } from './entry-text.ts';
import type { Listed } from './list-kind.ts';

/** `installer` says whether the file tells conda's from pip's. */
export function readAskedFor(
  files: readonly ListFile[],
  { installer }: { readonly installer: boolean },
): Listed {
  const sections = files.flatMap((file) => file.sections);
  const conda = sections.filter((one) => one.installer === 'conda').flatMap(condaPackages);
  return {
    distributions: [
      ...conda.flatMap((one) => readPackage(one) ?? []),
      ...sections.filter((one) => one.installer === 'pip').flatMap((one) => pipDistributions(one, installer)),
    ],
    notes: [...files.flatMap(notesOf), ...passedOver(conda.filter((one) => readPackage(one) === undefined))],
  };
}

function condaPackages({ entries }: Section): readonly CondaPackage[] {
  return entries.flatMap(({ named, build }) =>
    named === undefined || named.name === 'python' ? [] : [{ ...named, ...(build && { build }) }],
  );
}

function pipDistributions({ entries }: Section, installer: boolean): Distribution[] {
  return entries.flatMap(({ named }) =>
    named === undefined ? [] : [{ ...named, ...(installer && { installer: 'pip' }) }],
  );
}

function notesOf(list: ListFile): readonly string[] {
  const { path } = list.file;
  const entries = list.sections.flatMap((section) => section.entries);
  return [
    ...entries
      .filter(({ named }) => named === undefined)
      .map(
        ({ line, text }) =>
          `${path}:${line}: \`${withoutSecrets(text)}\` does not name what it installs: not in the list`,
      ),
    ...includesOf(list)
      .filter((include) => include.path.includes('://'))
      .map(
        ({ line, path: url }) =>
          `${path}:${line}: \`-r ${withoutSecrets(url)}\` is not followed: not in the list`,
      ),
  ];
}
