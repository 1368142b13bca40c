/**
 * A requirements.txt or environment.yml → distributions. It says what was asked for and not what is installed, so
 * most is unknown.
 */
import { defined } from '../../defined.ts';
import { type ListFile, type ListFileKind, readListFiles, unnamedIn } from '../files/list-file.ts';
import type { Section } from '../files/section.ts';
import type { Distribution } from '../inventory.ts';
import { type CondaPackage, passedOver, readPackage } from './conda-packages.ts';
import { type Content, type Listed, listKind } from './list-kind.ts';

/** environment.yml, as people and as `conda env export` write it, also with --json. */
export const environmentYml = listKind({
  source: 'environment-yml',
  detect: ({ file, toml }) =>
    toml === undefined &&
    // A bill of materials of CycloneDX has `dependencies` of another kind.
    !file.text.includes('"bomFormat"') &&
    /^(?:dependencies|["']dependencies["'])\s*:|^\{[\s\S]*"dependencies"\s*:\s*\[/m.test(file.text)
      ? file
      : undefined,
  read: (_, content) => readAskedFor('environment.yml', content),
});

/** requirements.txt, constraints and `pip freeze`: what nothing else has claimed, and pip takes. */
export const requirements = listKind({
  source: 'requirements',
  detect: ({ file, json, toml }) =>
    json === undefined && toml === undefined && !/(?:^|[\\/])(?:apt|runtime)\.txt$/.test(file.path)
      ? file
      : undefined,
  read: (_, content) => readAskedFor('requirements.txt', content),
});

function readAskedFor(kind: ListFileKind, { file, read }: Content): Listed {
  const files = readListFiles(kind, file, read);
  const sections = files.flatMap((one) => one.sections);
  const conda = sections.filter((one) => one.installer === 'conda').flatMap(condaPackages);
  const pip = sections.filter((one) => one.installer === 'pip').flatMap(({ entries }) => entries);
  // Only an environment.yml tells conda's from pip's.
  const byPip = kind === 'environment.yml' ? { installer: 'pip' } : {};
  return {
    ...defined({ name: files[0]?.name }),
    distributions: [
      ...conda.flatMap((one) => readPackage(one) ?? []),
      ...pip.flatMap(({ named }): Distribution[] => (named === undefined ? [] : [{ ...named, ...byPip }])),
    ],
    notes: [...files.flatMap(notesOf), ...passedOver(conda.filter((one) => readPackage(one) === undefined))],
  };
}

function condaPackages({ entries }: Section): readonly CondaPackage[] {
  return entries.flatMap(({ named, build }) =>
    named === undefined || named.name === 'python' ? [] : [{ ...named, build }],
  );
}

function notesOf(list: ListFile): readonly string[] {
  return unnamedIn(list).map(({ line, text, isAddress }) =>
    notListed(`${list.file.path}:${line}`, text, isAddress ? 'is not followed' : undefined),
  );
}

/** The note on an entry, shown without the credentials of an address in it. */
export function notListed(place: string, text: string, why = 'does not name what it installs'): string {
  return `${place}: \`${text.replaceAll(/:\/\/[^/@\s]+@/g, '://…@')}\` ${why}: not in the list`;
}
