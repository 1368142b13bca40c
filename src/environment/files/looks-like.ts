/** What a file is that is no list of distributions, for the refusal of it. */
import { Failure } from '../../failure.ts';
import type { RefusedLine } from './requirements-file.ts';
import type { TextFile } from './text-file.ts';

/** The first row that fits tells. */
const LOOKS: readonly (readonly [what: string, path: RegExp | undefined, text: RegExp | undefined])[] = [
  ['a list of Debian packages for repo2docker', /(?:^|[\\/])apt\.txt$/, undefined],
  ['a web page', undefined, /^\s*<(?:!doctype|html)/i],
  ['XML', undefined, /^\s*<\?xml/],
  ['a Dockerfile', undefined, /^(?:FROM|RUN) \S/m],
  [
    'an R script',
    undefined,
    /^\s*(?:install\.packages|library|BiocManager::install|remotes::install_\w+)\(/m,
  ],
  ['an easyconfig of EasyBuild', undefined, /^(?:easyblock|toolchain)\s*=/m],
  ['a Pipfile', undefined, /^\[(?:dev-)?packages\]\s*$/m],
  ['a Pipfile.lock', undefined, /"pipfile-spec"/],
  ['a setup.cfg', undefined, /^\[(?:metadata|options)\]\s*$/m],
  ['a lock file of conda-lock', undefined, /^package:\s*\n\s*-\s+name:|^metadata:\s*\n\s+content_hash:/m],
  ['a lock file of pixi', undefined, /^version:\s*\d+\s*\nenvironments:/m],
  ['a pixi.toml', undefined, /^\[(?:workspace|project)\]\s*\nchannels\s*=|^\[(?:pypi-)?dependencies\]\s*$/m],
  ['a recipe of conda-build', undefined, /^\{%\s*set|^requirements:\s*\n\s+(?:build|host|run):/m],
  ['a package.json', undefined, /^\{[\s\S]*"(?:devDependencies|scripts)"\s*:/],
  ['a CycloneDX bill of materials', undefined, /"bomFormat"\s*:\s*"CycloneDX"/],
  ['an SPDX document', undefined, /"spdxVersion"\s*:/],
  ['a shell script', undefined, /^#!.*\b(?:ba|z|da)?sh\b/],
  ['Python code', undefined, /^(?:from\s+[\w.]+\s+import\s|import\s+\w|def\s+\w+\(|class\s+\w+[(:])/m],
  [
    'what `pip list --outdated` prints, which is only a part of what is installed',
    undefined,
    /^Package\s+Version\s+Latest\b/,
  ],
  ['Markdown', undefined, /^#{1,3} .*\n(?:[\s\S]*\n)?(?:```|\[.*\]\(|- \S+ \S+ )/],
  ['TOML', undefined, /^\[{1,2}[\w.'" -]+\]{1,2}\s*(?:#.*)?$/m],
  ['YAML', /\.ya?ml$/, undefined],
];

/** The refusal of a file for a line of it that no list has. */
export function refusedLine(file: TextFile, { line, text }: RefusedLine): Failure {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new Failure('list-invalid', `${file.path}:${line}: \`${shown}\` is no requirement${looks(file)}`, {
    about: file.path,
  });
}

/** The refusal of a file as a whole; `why` says what is missing in it. */
export function refusedFile(file: TextFile, why: string): Failure {
  return new Failure('list-invalid', `${file.path}: ${why}${looks(file)}`, { about: file.path });
}

function looks({ path, text }: TextFile): string {
  const [what] =
    LOOKS.find(([, name, words]) => name?.test(path) !== false && words?.test(text) !== false) ?? [];
  return what === undefined ? '' : `: the file looks like ${what}`;
}
