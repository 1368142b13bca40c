/** requirements.txt, constraints and `pip freeze`: what nothing else has claimed, and pip takes. */
import { readListFiles } from '../files/list-file.ts';
import { readAskedFor } from './asked-for.ts';
import { listKind } from './list-kind.ts';

export const requirements = listKind({
  source: 'requirements',
  detect: ({ file, json, toml }) =>
    json === undefined && toml === undefined && !/(?:^|[\\/])(?:apt|runtime)\.txt$/.test(file.path)
      ? file
      : undefined,
  read: (file, { read }) => readAskedFor(readListFiles('requirements.txt', file, read), { installer: false }),
});
