/** A list's text, parsed as far as it is JSON or TOML. Refused, with its line: what begins as one and is none. */
import { parse, TomlError } from 'smol-toml';
import { refusedFile, refusedLine } from '../files/looks-like.ts';
import type { ReadFile, TextFile } from '../files/text-file.ts';
import type { Content } from './list-kind.ts';

/** A table's heading by itself in a line, or a key of TOML: no other list has either. */
const TOML = /^\[{1,2}[\w.'" -]+\]{1,2}\s*(?:#.*)?$|^[\w-]+\s*=\s*(?:["'{[]|(?:true|false)$)/m;
const JSON_BEGINS = /^\s*[[{]/;

export function parseContent(file: TextFile, read: ReadFile): Content {
  const isToml =
    TOML.test(file.text) &&
    !/^\s*\{|^\s*\[\s*(?:[{"]|\[\s*["\d[])/.test(file.text) &&
    !/^(?:dependencies)\s*:/m.test(file.text);
  return {
    file,
    read,
    toml: isToml ? parseToml(file) : undefined,
    json: !isToml && JSON_BEGINS.test(file.text) ? parseJson(file) : undefined,
  };
}

function parseToml(file: TextFile): Record<string, unknown> {
  try {
    return parse(file.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw refusedLine(file, { line: error.line, text: file.text.split('\n')[error.line - 1]?.trim() ?? '' });
  }
}

function parseJson(file: TextFile): unknown {
  try {
    return JSON.parse(file.text);
  } catch {
    throw refusedFile(file, 'begins like JSON and is none');
  }
}
