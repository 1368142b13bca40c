/**
 * A conda environment.yml → the conda packages and pip requirements it asks for, each with the stretch of
 * text to cut for it. Refused: what is not YAML, or has no list of `dependencies`.
 * https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
 */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Failure } from '../failure.ts';
import { normalizeName } from './name.ts';
import { parseRequirement, type RequirementText } from './requirement.ts';

/** A stretch of text, as offsets. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface CondaDependency {
  /** The conda package, normalised as a distribution's name is. */
  readonly name: string;
  readonly version?: string;
  readonly span: Span;
}

export interface PipDependency extends RequirementText {
  readonly span: Span;
}

export interface EnvironmentFile {
  readonly name?: string;
  readonly conda: readonly CondaDependency[];
  readonly pip: readonly PipDependency[];
  /** Requirements files named in the pip section. */
  readonly includes: readonly string[];
  /** Cutting all of `pip` has to cut these too: a `pip:` with nothing below it is refused by conda. */
  readonly pipHeads: readonly Span[];
}

/** Reads an environment.yml; `fileName` is for the message of a refusal. */
export function parseEnvironmentFile(fileName: string, text: string): EnvironmentFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = counter.linePos(error.pos[0]);
    throw new Failure(
      'environment-yml',
      `${fileName}:${line}:${col}: not YAML: ${error.message.split('\n')[0]}`,
    );
  }
  const root = document.contents;
  const dependencies = isMap(root) ? root.get('dependencies', true) : undefined;
  if (!isMap(root) || !isSeq(dependencies)) {
    throw new Failure(
      'environment-yml',
      `${fileName}: no list named "dependencies", which an environment.yml has`,
    );
  }
  const name = root.get('name');
  return { ...(typeof name === 'string' ? { name } : {}), ...readDependencies(text, dependencies) };
}

/** The text without the given conda packages and pip requirements, all else as it was. */
export function withoutDependencies(
  text: string,
  file: EnvironmentFile,
  goes: { readonly conda: ReadonlySet<string>; readonly pip: ReadonlySet<string> },
): string {
  const pip = file.pip.filter(({ name }) => goes.pip.has(name));
  const pipIsEmpty = pip.length > 0 && pip.length === file.pip.length && file.includes.length === 0;
  const spans = [...file.conda.filter(({ name }) => goes.conda.has(name)), ...pip].map(({ span }) => span);
  return cut(text, pipIsEmpty ? [...spans, ...file.pipHeads] : spans);
}

/** The text without the given stretches, which may overlap. */
function cut(text: string, spans: readonly Span[]): string {
  let kept = '';
  let at = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    kept += text.slice(at, from);
    at = Math.max(at, to);
  }
  return kept + text.slice(at);
}

function readDependencies(text: string, dependencies: YAMLSeq): Omit<EnvironmentFile, 'name'> {
  const conda: CondaDependency[] = [];
  const pip: PipDependency[] = [];
  const includes: string[] = [];
  const pipHeads: Span[] = [];
  for (const { item, span } of itemsOf(text, dependencies)) {
    if (isScalar(item)) {
      const dependency = parseCondaSpec(String(item.value));
      if (dependency !== undefined) conda.push({ ...dependency, span });
      continue;
    }
    const section = isMap(item) ? (item as YAMLMap).get('pip', true) : undefined;
    if (!isSeq(section)) continue;
    pipHeads.push(section.flow === true ? span : lineSpan(text, span.from, span.from));
    for (const entry of itemsOf(text, section)) {
      const value = isScalar(entry.item) ? String(entry.item.value) : '';
      const include = /^(?:-r\s*|--requirement[\s=]+)(\S+)$/.exec(value)?.[1];
      const requirement = parseRequirement(value.replace(/^(?:-e|--editable)[\s=]+/, ''));
      if (include !== undefined) includes.push(include);
      else if (requirement !== undefined) pip.push({ ...requirement, span: entry.span });
    }
  }
  return { conda, pip, includes, pipHeads };
}

/** `channel::name=1.2=build`, `name>=1`, `name[version='1']`, `name 1.2` (conda's MatchSpec). */
function parseCondaSpec(spec: string): { name: string; version?: string } | undefined {
  const [, name, rest = ''] = /^(?:[^\s]*::)?([A-Za-z0-9_][A-Za-z0-9_.-]*)(.*)$/.exec(spec.trim()) ?? [];
  if (name === undefined) return undefined;
  const version = /^\s*={1,2}\s*([0-9][^\s=*,|]*)(?:=\S+)?$/.exec(rest)?.[1];
  return { name: normalizeName(name), ...(version === undefined ? {} : { version }) };
}

/** The items of a list, each with what to cut for it: its line in a block, itself and a comma in a flow. */
function* itemsOf(text: string, list: YAMLSeq): Generator<{ item: Node; span: Span }> {
  const items = list.items as Node[];
  for (const [i, item] of items.entries()) {
    const [from, to] = item.range ?? [0, 0];
    if (list.flow !== true) yield { item, span: lineSpan(text, from, to) };
    else {
      const next = items[i + 1]?.range?.[0];
      const previous = items[i - 1]?.range?.[1];
      yield { item, span: { from: next === undefined ? (previous ?? from) : from, to: next ?? to } };
    }
  }
}

/** Whole lines, line ending included. */
function lineSpan(text: string, from: number, to: number): Span {
  const newline = text.indexOf('\n', Math.max(from, to - 1));
  return { from: text.lastIndexOf('\n', from - 1) + 1, to: newline < 0 ? text.length : newline + 1 };
}
