/**
 * The reporter's sources in, the files of its installation out (PEP 427, PEP 376): as a wheel for pip, or as they are,
 * for an environment without pip. The same sources make the same bytes, on any machine.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

/** Path below site-packages, with `/`, and content. */
export interface InstalledFile {
  readonly path: string;
  readonly content: Uint8Array;
}

export interface Reporter {
  readonly version: string;
  readonly distInfo: string;
  /** The package and its dist-info, but for RECORD, which depends on who installs. Sorted by path. */
  readonly files: readonly InstalledFile[];
}

const PACKAGE = 'popularity_contest';
const SOURCES = ['.py', '.pyi', '.typed'];

/** The earliest time a zip can tell. */
const ZIP_EPOCH = new Date(1980, 0, 1);

/** @param folder `python/` of the repository and of the npm package. */
export function readReporter(folder: string, version: string): Reporter {
  const distInfo = `${PACKAGE}-${version}.dist-info`;
  const source = join(folder, PACKAGE);
  const code = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCES.some((suffix) => entry.name.endsWith(suffix)))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: `${PACKAGE}${path.slice(source.length).replaceAll('\\', '/')}`,
      content: readFileSync(path),
    }));
  const metadata: readonly InstalledFile[] = [
    text(`${distInfo}/METADATA`, renderMetadata(version, readFileSync(join(folder, 'README.md'), 'utf8'))),
    text(
      `${distInfo}/WHEEL`,
      `Wheel-Version: 1.0\nGenerator: popcon ${version}\nRoot-Is-Purelib: true\nTag: py3-none-any\n`,
    ),
    { path: `${distInfo}/licenses/LICENSE`, content: readFileSync(join(folder, 'LICENSE')) },
  ];
  return { version, distInfo, files: [...code, ...metadata].sort(byPath) };
}

export function wheelName(version: string): string {
  return `${PACKAGE}-${version}-py3-none-any.whl`;
}

/** The wheel. RECORD comes last, as PEP 427 asks. */
export function buildWheel({ distInfo, files }: Reporter): Uint8Array {
  const all = [...files, renderRecord(files, distInfo)];
  return zipSync(Object.fromEntries(all.map(({ path, content }) => [path, content])), {
    mtime: ZIP_EPOCH,
    level: 9,
    os: 3,
    attrs: 0o100644 << 16,
  });
}

/**
 * The files that an installer leaves in site-packages: the wheel's, INSTALLER, and RECORD, which lists them all.
 * @param bytecode paths of compiled files, which RECORD lists without a hash.
 */
export function installedFiles(
  { distInfo, files }: Reporter,
  installer: string,
  bytecode: readonly string[],
): readonly InstalledFile[] {
  const installed = [
    ...files,
    text(`${distInfo}/INSTALLER`, `${installer}\n`),
    text(`${distInfo}/REQUESTED`, ''),
  ].sort(byPath);
  return [...installed, renderRecord(installed, distInfo, bytecode)];
}

/** Every file with its hash and size; bytecode and itself without. */
function renderRecord(
  files: readonly InstalledFile[],
  distInfo: string,
  bytecode: readonly string[] = [],
): InstalledFile {
  const path = `${distInfo}/RECORD`;
  const rows = files.map((file) => {
    const hash = createHash('sha256').update(file.content).digest('base64url');
    return `${file.path},sha256=${hash},${file.content.length}`;
  });
  const unhashed = [...bytecode, path].map((file) => `${file},,`);
  return text(path, `${[...rows, ...unhashed].join('\n')}\n`);
}

function renderMetadata(version: string, readme: string): string {
  const headers = [
    'Metadata-Version: 2.1',
    'Name: popularity-contest',
    `Version: ${version}`,
    'Summary: Which packages a shared Python installation really needs, without watching anyone',
    'License: BSD-3-Clause',
    'Requires-Python: >=3.8',
    'Description-Content-Type: text/markdown',
  ];
  return `${headers.join('\n')}\n\n${readme}`;
}

function text(path: string, content: string): InstalledFile {
  return { path, content: new TextEncoder().encode(content) };
}

function byPath(a: InstalledFile, b: InstalledFile): number {
  return a.path < b.path ? -1 : 1;
}
