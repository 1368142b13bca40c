/** environment.yml, as people and as `conda env export` write it, also with --json. */
import { readListFiles } from '../files/list-file.ts';
import { readAskedFor } from './asked-for.ts';
import { listKind } from './list-kind.ts';

export const environmentYml = listKind({
  source: 'environment-yml',
  detect: ({ file, toml }) =>
    toml === undefined &&
    /^(?:dependencies|["']dependencies["'])\s*:|^\{[\s\S]*"dependencies"\s*:\s*\[/m.test(file.text)
      ? file
      : undefined,
  read: (file, { read }) => {
    const files = readListFiles('environment.yml', file, read);
    const name = files[0]?.name;
    return { ...readAskedFor(files, { installer: true }), ...(name !== undefined && { name }) };
  },
});
