/** One requirement as people and metadata write it (PEP 508, URLs, wheel files) → what it asks for. */
import { NORMALIZED_NAME, normalizeName } from './name.ts';

export interface RequirementText {
  /** PEP 503 normalised. */
  readonly name: string;
  readonly extras: readonly string[];
  /** The version of a `==` pin, without wildcards. */
  readonly version?: string;
  /** What stands behind `;`. */
  readonly marker?: string;
}

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const NAMED = new RegExp(String.raw`^(${NAME})\s*(?:\[([^\]]*)\])?\s*(?=$|[<>=!~(;@,]|\s)(.*)$`);
const EGG = new RegExp(String.raw`[#&]egg=(${NAME})(?:\[([^\]]*)\])?`);
const ARCHIVE = new RegExp(
  String.raw`(?:^|[/\\])(${NAME})-(\d[^-/\\]*)(?:-[^/\\]*\.whl|\.tar\.gz|\.zip)(?:$|[#?;\s])`,
);

/** Reads one requirement; undefined where the text does not name a distribution (a path, say). */
export function parseRequirement(text: string): RequirementText | undefined {
  const [before = '', marker] = splitMarker(text.trim());
  const found = named(before) ?? egg(before) ?? archive(before);
  if (found === undefined || !NORMALIZED_NAME.test(found.name)) return undefined;
  return marker === undefined ? found : { ...found, marker };
}

/** A URL may hold a `;`, so behind one only a `;` after white space begins a marker (PEP 508). */
function splitMarker(text: string): [string, string?] {
  const at = text.search(/:\/\//.test(text) ? /\s;/ : /;/);
  if (at < 0) return [text];
  return [text.slice(0, at).trim(), text.slice(text.indexOf(';', at) + 1).trim()];
}

function named(text: string): RequirementText | undefined {
  const [, name, extras, rest = ''] = NAMED.exec(text) ?? [];
  if (name === undefined || /^[^\s@]+\.(?:whl|zip|tar\.gz)$/.test(text)) return undefined;
  const pin = /^\(?\s*===?\s*([^\s,*)]+)\s*\)?$/.exec(rest)?.[1];
  return { ...asked(name, extras), ...(pin === undefined ? {} : { version: pin }) };
}

function egg(text: string): RequirementText | undefined {
  const [, name, extras] = EGG.exec(text) ?? [];
  return name === undefined ? undefined : asked(name, extras);
}

function archive(text: string): RequirementText | undefined {
  const [, name, version] = ARCHIVE.exec(text) ?? [];
  return name === undefined || version === undefined ? undefined : { ...asked(name, undefined), version };
}

function asked(name: string, extras: string | undefined): RequirementText {
  const names = (extras ?? '').split(',').map((extra) => normalizeName(extra.trim()));
  return { name: normalizeName(name), extras: names.filter((extra) => NORMALIZED_NAME.test(extra)) };
}
