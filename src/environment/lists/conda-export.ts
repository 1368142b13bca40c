/** The output of `conda list --export`: `name=version=build` a line. */
import { parseCondaSpec } from '../files/conda-spec.ts';
import { type CondaPackage, readCondaPackages } from './conda-packages.ts';
import { listKind } from './list-kind.ts';

const ROW = /^[\w.-]+=\d[^=\s]*=[\w.]+$/;

export const condaExport = listKind({
  source: 'conda-list',
  detect: ({ file }) => {
    const lines = file.text.split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim());
    const rows = lines.filter((line) => line !== '');
    if (rows.length === 0 || !rows.every((row) => ROW.test(row))) return undefined;
    return rows.flatMap((row): readonly CondaPackage[] | CondaPackage => parseCondaSpec(row) ?? []);
  },
  read: (packages) => readCondaPackages(packages),
});
