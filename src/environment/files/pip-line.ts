/**
 * A line of a requirements file, joined and without its comment → what pip takes it for. What pip refuses is told
 * apart, so that a file of another kind is not taken for a list of requirements.
 * https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
import { defined } from '../../defined.ts';
import { language } from '../../languages/languages.ts';
import type { Asked } from './section.ts';

export type PipLine =
  | { readonly kind: 'entry'; readonly asks: Asked }
  | { readonly kind: 'include'; readonly path: string }
  /** `-c`, `--index-url` and the like, which install nothing. */
  | { readonly kind: 'option' }
  /** pip refuses the file for this line. */
  | { readonly kind: 'refused' };

/** No other white space parts a requirement. */
const BLANKS = String.raw`[ \t]*`;
const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const VERSION = String.raw`(?:[A-Za-z0-9.*+!_-]|\$\{\w+\})+`;
const CLAUSE = `(?:===|==|~=|!=|<=|>=|<|>)${BLANKS}${VERSION}`;
const CLAUSES = `${CLAUSE}(?:${BLANKS},${BLANKS}${CLAUSE})*,?`;
const MARKER =
  /^;.*\b(?:python_(?:full_)?version|os_name|sys_platform|platform_\w+|implementation_\w+|extra)\b/;
const REQUIREMENT = new RegExp(
  String.raw`^(${NAME})${BLANKS}(?:\[[\w., \t-]*\])?${BLANKS}(?:(${CLAUSES})|\((${CLAUSES})\)|@${BLANKS}([^\s;]+))?${BLANKS}(;.*)?$`,
);
const PIN = /^===?\s*([^\s*$,]+)$/;
const EGG = new RegExp(`[#&]egg=(${NAME})`);
const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tbz|tar\.xz|txz|tar)$/;

/** Options of one line of a requirements file, those of a single requirement included. */
const OPTIONS = new Set(
  `-i --index-url --pypi-url --extra-index-url --no-index -c --constraint -r --requirement -e --editable -f
  --find-links --no-binary --only-binary --prefer-binary --require-hashes --pre --trusted-host --use-feature
  --global-option --hash -C --config-setting --config-settings`.split(/\s+/),
);
const VALUED = /^(--?[A-Za-z][A-Za-z-]*?)(?:\s*=\s*|\s+)(.*)$|^(-[recifC])(\S.*)$/;

export function readPipLine(line: string): PipLine {
  const [text, options] = splitOptions(line);
  if (text === '') return readOptions(options);
  const requirement = readRequirement(text);
  if (requirement !== undefined) return requirement;
  return isLocation(text) ? readLocation(text) : { kind: 'refused' };
}

/** pip ends a requirement at the first word that begins with a dash. */
function splitOptions(line: string): readonly [text: string, options: string] {
  const at = line.startsWith('-') ? 0 : line.search(/ -/);
  return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at).trim()];
}

function readOptions(text: string): PipLine {
  const [, long, longValue, short, shortValue] = VALUED.exec(text) ?? [];
  const option = long ?? short ?? text;
  const value = unquote((longValue ?? shortValue ?? '').trim());
  if (!OPTIONS.has(option)) return { kind: 'refused' };
  if (option === '-r' || option === '--requirement') return { kind: 'include', path: value };
  if (option !== '-e' && option !== '--editable') return { kind: 'option' };
  return readRequirement(value) ?? readLocation(value.replace(/\s-.*$/, ''));
}

function readRequirement(text: string): PipLine | undefined {
  if (ARCHIVE.test(text.replace(/\s*;.*$/, '')) && !/[@=<>]/.test(text)) return undefined;
  const [, name, bare, parenthesised, url, marker] = REQUIREMENT.exec(text) ?? [];
  if (name === undefined || (marker !== undefined && !MARKER.test(marker))) return undefined;
  const version = PIN.exec((bare ?? parenthesised ?? '').trim())?.[1];
  return named(name, version ?? (url === undefined ? undefined : archiveOf(url)?.version));
}

/** A URL, a repository, or a path: without a blank, unless it begins as only a path does. */
function isLocation(text: string): boolean {
  const location = text.replace(/\s+;.*$/, '');
  if (/^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|file:)\S+$/.test(location)) return true;
  if (/^(?:\.|~?[/\\]|[A-Za-z]:\\)/.test(location)) return true;
  return /^\S+$/.test(location) && (/[/\\]/.test(location) || ARCHIVE.test(location));
}

function readLocation(text: string): PipLine {
  const location = text.replace(/\s+;.*$/, '');
  const egg = EGG.exec(location)?.[1];
  if (egg !== undefined) return named(egg, undefined);
  const archive = archiveOf(location);
  if (archive !== undefined) return named(archive.name, archive.version);
  const folder = location.replace(/^file:(?:\/\/)?/, '').replace(/[[#?].*$/, '');
  return { kind: 'entry', asks: /^[A-Za-z][\w+.-]*:/.test(folder) ? {} : { folder } };
}

/** The distribution in the name of a wheel or a source archive. */
function archiveOf(location: string): { readonly name: string; readonly version?: string } | undefined {
  const file = decode(
    location
      .replace(/[#?].*$/, '')
      .split(/[/\\]/)
      .at(-1) ?? '',
  );
  if (!ARCHIVE.test(file)) return undefined;
  const stem = file.replace(ARCHIVE, '');
  const [name, version] = file.endsWith('.whl')
    ? stem.split('-')
    : (/^(.*?)-(\d[^-]*|[^-]*\$\{.*)$/.exec(stem)?.slice(1) ?? []);
  if (name === undefined || version === undefined || !new RegExp(`^${NAME}$`).test(name)) return undefined;
  return { name, ...(version.includes('$') ? {} : { version }) };
}

function named(name: string, version: string | undefined): PipLine {
  const normalized = language.normalizeName(name);
  if (!language.normalizedName.test(normalized)) return { kind: 'refused' };
  return {
    kind: 'entry',
    asks: { named: { name: normalized, ...defined({ version }) } },
  };
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
