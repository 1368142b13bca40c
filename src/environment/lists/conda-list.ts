/** The output of `conda list`, of mamba's and of micromamba's: its columns, `--json`, `--explicit` and `--export`. */
import { z } from 'zod';
import { parseCondaSpec } from '../files/conda-spec.ts';
import { refusedLine } from '../files/looks-like.ts';
import { type CondaPackage, readCondaPackages } from './conda-packages.ts';
import { listKind } from './list-kind.ts';

const HEADING =
  /^(?:# packages in environment at|List of packages in environment:|#?\s*Name\s+Version\s+Build\b)/m;
const ROW = /^\s*([\w.-]+)\s+(\d\S*)\s+([\w.<>]+)(?:\s+(\S+))?\s*$/;
const IGNORED =
  /^\s*(?:#.*|List of packages in environment:.*|Name\s+Version\s+Build.*|[─━-]+(?:\s+[─━-]+)*)?\s*$/;

/** Name, version, build and channel in columns. */
export const condaList = listKind({
  source: 'conda-list',
  detect: ({ file }) => {
    const lines = file.text.split(/\r?\n/).filter((line) => !IGNORED.test(line));
    const rows = lines.map((line) => ROW.exec(line)).filter((row) => row !== null);
    const isWhole = lines.length > 0 && rows.length === lines.length;
    if (!isWhole || !(HEADING.test(file.text) || rows.every((row) => row[3] !== undefined))) return undefined;
    return rows.map(
      ([, name = '', version, build, channel]): CondaPackage => ({ name, version, build, channel }),
    );
  },
  read: readCondaPackages,
});

const schema = z.array(
  z.object({
    name: z.string(),
    version: z.string().optional(),
    build_string: z.string(),
    channel: z.string(),
  }),
);

export const condaListJson = listKind({
  source: 'conda-list',
  detect: ({ json }) => schema.safeParse(json).data,
  read: (packages) => readCondaPackages(packages.map((one) => ({ ...one, build: one.build_string }))),
});

/** `@EXPLICIT`, then the address of an archive a line. */
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

/** `name=version=build` a line. */
export const condaExport = listKind({
  source: 'conda-list',
  detect: ({ file }) => {
    const lines = file.text.split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim());
    const rows = lines.filter((line) => line !== '');
    if (rows.length === 0 || !rows.every((row) => /^[\w.-]+=\d[^=\s]*=[\w.]+$/.test(row))) return undefined;
    return rows.flatMap((row) => parseCondaSpec(row) ?? []);
  },
  read: readCondaPackages,
});
