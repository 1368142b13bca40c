/**
 * The output of `pip list`, and of uv's: columns under `Package` and `Version`, `name (version)` as pip before 10 wrote
 * it, or `--format json`. Passed over, and said: names that no distribution can have.
 */
import { z } from 'zod';
import { type Listed, listKind } from './list-kind.ts';
import { hasName, type ListedName, listedRow } from './listed-row.ts';

const HEADING = /^Package\s+Version(?!\s+Latest)\b/;
const RULE = /^-+(?:\s+-+)*\s*$/;
const OLD_ROW = /^([\w.-]+) \(([^\s,()]+)(, [^()]*)?\)$/;

export const pipList = listKind({
  source: 'pip-list',
  detect: ({ file }) => {
    const lines = file.text.split(/\r?\n/).filter((line) => line.trim() !== '');
    const [heading = '', rule = '', ...rows] = lines;
    if (HEADING.test(heading) && RULE.test(rule)) return readColumns(heading, rule, rows);
    const old = lines.map((line) => OLD_ROW.exec(line)).filter((row) => row !== null);
    if (lines.length === 0 || old.length < lines.length) return undefined;
    return old.map(
      ([, name = '', version, place]): ListedName => ({ name, version, editable: place !== undefined }),
    );
  },
  read: readRows,
});

const schema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    installer: z.string().optional(),
    editable_project_location: z.string().optional(),
    // Fields of `conda list` and of `--outdated`, which are other lists.
    build_string: z.never().optional(),
    latest_version: z.never().optional(),
  }),
);

export const pipListJson = listKind({
  source: 'pip-list',
  detect: ({ json }) => schema.safeParse(json).data,
  read: (rows) =>
    readRows(
      rows.map(({ editable_project_location: place, ...row }) => ({ ...row, editable: place !== undefined })),
    ),
});

function readRows(rows: readonly ListedName[]): Listed {
  const isNamed = (row: ListedName) => hasName(listedRow(row));
  return {
    distributions: rows.filter(isNamed).map(listedRow),
    notes: rows
      .filter((row) => !isNamed(row))
      .map(({ name }) => `\`${name}\` is no distribution's name: passed over`),
  };
}

/** The dashes tell where each column is. */
function readColumns(heading: string, rule: string, rows: readonly string[]): ListedName[] {
  const columns = [...rule.matchAll(/-+/g)].map(({ index }, at, all) => {
    const to = all[at + 1]?.index;
    return { title: heading.slice(index, to).trim(), cell: (row: string) => row.slice(index, to).trim() };
  });
  const cell = (row: string, title: string) =>
    columns.find((column) => column.title === title)?.cell(row) ?? '';
  return rows.map((row) => ({
    name: cell(row, 'Package'),
    version: cell(row, 'Version'),
    installer: cell(row, 'Installer'),
    editable: cell(row, 'Editable project location') !== '',
  }));
}
