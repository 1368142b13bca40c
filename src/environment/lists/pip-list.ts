/** The output of `pip list`: columns under `Package` and `Version`, or `name (version)` as pip before 10 wrote it. */
import { listKind } from './list-kind.ts';
import { type PipRow, readPipRows } from './pip-rows.ts';

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
      ([, name = '', version = '', place]): PipRow => ({ name, version, editable: place !== undefined }),
    );
  },
  read: (rows) => readPipRows(rows),
});

/** The dashes tell where each column is. */
function readColumns(heading: string, rule: string, rows: readonly string[]): PipRow[] {
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
