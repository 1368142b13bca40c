/**
 * The lists of repo2docker that are not Python's: apt.txt, a Debian package a line, and install.R, whose packages are
 * named in calls that install them. conda calls an R package `r-NAME`.
 */
import { language } from '../../languages/languages.ts';
import { physicalLines } from './lines.ts';
import type { TextFile } from './text-file.ts';

export interface PackageLine {
  /** The name by which its installer knows it, normalised. */
  readonly name: string;
  readonly tool: 'conda' | 'debian';
  /** Counted from 1. */
  readonly line: number;
}

const INSTALLS =
  /\b(?:install\.packages|install_(?:version|cran|github|gitlab|bioc)|BiocManager::install|pak(?:::pkg_install)?|pkgs?\s*(?:<-|=)\s*c)\s*\(/;
const QUOTED = /["'](?:[\w.-]+\/)?([A-Za-z][\w.]*)(?:@[^"']*)?["']/g;

/** Undefined where the file is neither. */
export function readPackageLines({ path, text }: TextFile): PackageLine[] | undefined {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const lines = physicalLines(text).map((line) => line.text.replace(/(?:^|\s)#.*$/, ''));
  if (/apt.*\.txt$/i.test(name)) {
    return lines.flatMap((line, at): PackageLine[] => {
      const [word = ''] = line.trim().split(/[\s=:]/);
      return word === '' ? [] : [{ name: language.normalizeName(word), tool: 'debian', line: at + 1 }];
    });
  }
  return /\.R$/i.test(name) ? readCalls(lines) : undefined;
}

/** A call may go on over several lines, until its brackets are closed. */
function readCalls(lines: readonly string[]): PackageLine[] {
  let open = 0;
  return lines.flatMap((line, at): PackageLine[] => {
    const call = open > 0 ? 0 : line.search(INSTALLS);
    if (call < 0) return [];
    const within = line.slice(call);
    open = Math.max(0, open + count(within, '(') - count(within, ')'));
    // `name = value` is an option of the call, such as the address of a mirror.
    const packages = within.replaceAll(/\b(?:repos|lib|type|version|dependencies|upgrade)\s*=\s*[^,)]*/g, '');
    return [...packages.matchAll(QUOTED)].map(([, name = '']) => ({
      name: `r-${language.normalizeName(name)}`,
      tool: 'conda',
      line: at + 1,
    }));
  });
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
