/**
 * The text of a `popcon.yml` → the same with a removal more, or without some packages. Comments, order and all other
 * text stay. Refused: a list of removals that is written so that the edit would not be read as meant.
 */
import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { POPCON_YML, type PopconYml } from '../config/popcon-yml.ts';
import { readConfig } from '../config/read.ts';
import { orphanedComments, readComments, spanOfLines } from '../environment/files/comments.ts';
import { cut, linesOf, physicalLines, type Span } from '../environment/files/lines.ts';
import { emptyList, itemsOf } from '../environment/files/yaml-items.ts';
import { Failure } from '../failure.ts';
import { language } from '../languages/languages.ts';
import type { RemovalEntry } from './removal.ts';

const KEY = 'removals';
/** A longer list of packages has a line each. */
const MAX_FLOW = 80;

/** Behind all others; `file` is for the message of a refusal. */
export function withRemoval(text: string, entry: RemovalEntry, file: string): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const { list, keyEnd } = findList(text);
  const put = place(text, list, keyEnd, entry);
  const after = cut(text, [{ ...put, put: put.put.replaceAll('\n', ending) }]);
  return checked(text, after, file, (removals) => [...removals, entry]);
}

/** `names` are normalised; a removal that loses its last package goes whole, with the comments that speak of it. */
export function withoutPackages(text: string, names: ReadonlySet<string>, file: string): string {
  const { list, keyEnd } = findList(text);
  const goes = (name: unknown) => names.has(language.normalizeName(String(name)));
  const expected = (removals: PopconYml[typeof KEY]) =>
    removals.flatMap((entry) => {
      const packages = entry.packages.filter((name) => !goes(name));
      return packages.length === 0 ? [] : [{ ...entry, packages }];
    });
  if (list === undefined) return checked(text, text, file, expected);
  const items = itemsOf(text, list).map((item) => ({ ...item, packages: packagesOf(item.node) }));
  const isWhole = items.map(({ packages }) => packages?.items.every((name) => goes(scalar(name))) ?? false);
  const spans = items.flatMap(({ span, packages }, at): Span[] => {
    if (isWhole[at]) return [span];
    if (packages === undefined) return [];
    return itemsOf(text, packages).flatMap(({ node, span: own }) => (goes(scalar(node)) ? [own] : []));
  });
  const lines = physicalLines(text);
  const [above] = lines.flatMap(({ to }, at) => (to > keyEnd ? [at + 1] : []));
  const comments = readComments(
    lines,
    items.map(({ span }) => linesOf(lines, span)),
  ).filter(({ first }) => first > (above ?? 0));
  const orphaned = orphanedComments(
    comments,
    items.map(({ packages }) => language.normalizeName(String(scalar(packages?.items[0])))),
    new Set(isWhole.flatMap((whole, at) => (whole ? [at] : []))),
  );
  const after = cut(text, [
    ...spans,
    ...orphaned.map((block) => spanOfLines(lines, block)),
    ...(isWhole.every(Boolean) ? [emptyList(text, keyEnd, list)] : []),
  ]);
  return checked(text, after, file, expected);
}

interface Found {
  /** Undefined where there are no removals. */
  readonly list: YAMLSeq | undefined;
  /** Where the key ends; -1 where there is none. */
  readonly keyEnd: number;
}

function findList(text: string): Found {
  const root = parseDocument(text, { logLevel: 'silent' }).contents;
  const pair = isMap(root) ? root.items.find(({ key }) => isScalar(key) && key.value === KEY) : undefined;
  const keyEnd = isScalar(pair?.key) ? (pair.key.range?.[1] ?? -1) : -1;
  return { list: isSeq(pair?.value) && pair.value.items.length > 0 ? pair.value : undefined, keyEnd };
}

function place(
  text: string,
  list: YAMLSeq | undefined,
  keyEnd: number,
  entry: RemovalEntry,
): Span & { readonly put: string } {
  if (list?.flow === true) {
    const last = list.items.at(-1) as YAMLMap;
    const at = last.range?.[1] ?? 0;
    return { from: at, to: at, put: `, ${JSON.stringify(entry)}` };
  }
  const item = list === undefined ? undefined : itemsOf(text, list).at(-1);
  if (item !== undefined) {
    const begin = text.slice(item.span.from, item.span.to);
    const indent = /^ */.exec(begin)?.[0] ?? '';
    const { to } = item.span;
    return {
      from: to,
      to,
      put: `${text.endsWith('\n') || to < text.length ? '' : '\n'}${entryText(entry, indent)}`,
    };
  }
  if (keyEnd >= 0) {
    const [value = ''] =
      /^[^\S\n]*:[^\S\n]*(?:\[\s*\]|(?:~|null|Null|NULL)(?=\s|$))?/.exec(text.slice(keyEnd)) ?? [];
    const from = keyEnd + value.length;
    const rest = /^[^\n]*\n?/.exec(text.slice(from))?.[0] ?? '';
    const put = `:${rest.trimEnd()}\n${entryText(entry)}`;
    return { from: keyEnd, to: from + rest.length, put };
  }
  const end = documentEnd(text);
  const gap = end === 0 ? '' : text[end - 1] === '\n' ? '\n' : '\n\n';
  return { from: end, to: end, put: `${gap}${KEY}:\n${entryText(entry)}` };
}

/** Before the marker that ends the document, or that begins the next one. */
function documentEnd(text: string): number {
  const [, from = 0] = parseDocument(text, { logLevel: 'silent' }).range ?? [];
  const marker = /^(?:\.\.\.|---)(?=\s|$)/m.exec(text.slice(from));
  return marker === null ? text.length : from + marker.index;
}

/** As it is written. */
export function entryText(entry: RemovalEntry, indent = ''): string {
  const document = new Document(entry);
  const packages = document.get('packages');
  if (isSeq(packages)) packages.flow = entry.packages.join(', ').length <= MAX_FLOW;
  const lines = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().split('\n');
  return lines.map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}\n`).join('');
}

function packagesOf(node: unknown): YAMLSeq | undefined {
  const packages = isMap(node) ? node.get('packages', true) : undefined;
  return isSeq(packages) ? packages : undefined;
}

function scalar(node: unknown): unknown {
  return isScalar(node) ? node.value : undefined;
}

/** The new text, which has to say what the old one said but for its removals. */
function checked(
  before: string,
  after: string,
  file: string,
  expected: (removals: PopconYml[typeof KEY]) => PopconYml[typeof KEY],
): string {
  const [was, is] = [before, after].map((text) => readConfig(text, file, POPCON_YML));
  if (was?.ok && is?.ok) {
    const { value } = was;
    if (isDeepStrictEqual(is.value, { ...value, [KEY]: expected(value[KEY]) })) return after;
  }
  throw new Failure(
    'config-invalid',
    `${file}: no edit of \`${KEY}\` would leave the rest of this file as it is: edit it by hand`,
  );
}
