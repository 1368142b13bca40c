/** The output of `conda list --explicit`: `@EXPLICIT`, then the address of an archive a line. */
import { parseCondaSpec } from '../files/conda-spec.ts';
import { refusedLine } from '../files/looks-like.ts';
import { readCondaPackages } from './conda-packages.ts';
import { listKind } from './list-kind.ts';

export const condaExplicit = listKind({
  source: 'conda-list',
  detect: ({ file }) => (/^@EXPLICIT\s*$/m.test(file.text) ? file.text.split(/\r?\n/) : undefined),
  read: (lines, { file }) =>
    readCondaPackages(
      lines.flatMap((line, at) => {
        if (/^\s*(?:#.*|@EXPLICIT\s*)?$/.test(line)) return [];
        const spec = /[/\\]/.test(line) ? parseCondaSpec(line) : undefined;
        if (spec?.build === undefined) throw refusedLine(file, { line: at + 1, text: line });
        return [spec];
      }),
    ),
});
