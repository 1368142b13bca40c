/** The output of `conda list`, of mamba's and of micromamba's: name, version, build and channel in columns. */
import { type CondaPackage, readCondaPackages } from './conda-packages.ts';
import { listKind } from './list-kind.ts';

const HEADING =
  /^(?:# packages in environment at|List of packages in environment:|#?\s*Name\s+Version\s+Build\b)/m;
const ROW = /^\s*([\w.-]+)\s+(\d\S*)\s+([\w.<>]+)(?:\s+(\S+))?\s*$/;
const IGNORED =
  /^\s*(?:#.*|List of packages in environment:.*|Name\s+Version\s+Build.*|[─━-]+(?:\s+[─━-]+)*)?\s*$/;

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
  read: (packages) => readCondaPackages(packages),
});
