/**
 * A conda environment.yml → the conda packages and pip requirements it asks for, each with the stretch of text to cut
 * for it. Refused: what is not YAML, has no list of `dependencies`, or asks pip for what pip refuses.
 * https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLSeq } from 'yaml';
import { YamlText } from '../../config/yaml-text.ts';
import { defined } from '../../defined.ts';
import { Failure } from '../../failure.ts';
import { parseCondaSpec } from './conda-spec.ts';
import type { Span } from './lines.ts';
import { readPipLine } from './pip-line.ts';
import type { Entry, Include, Section } from './section.ts';
import { emptyList, type Item, itemsOf } from './yaml-items.ts';

export interface EnvironmentFile {
  readonly name?: string;
  /** conda's list first, then pip's in their order. */
  readonly sections: readonly Section[];
  /** Aliases that stand elsewhere than in an entry. */
  readonly otherAliases: ReadonlySet<string>;
}

/** Reads an environment.yml; `path` is for the message of a refusal. */
export function parseEnvironmentFile(path: string, text: string): EnvironmentFile {
  const [yaml] = YamlText.readAll(text);
  const [fault] = yaml.faults;
  if (fault !== undefined) {
    throw refused(`${path}:${fault.line}:${fault.column}: not YAML: ${fault.message}`);
  }
  const root = yaml.document.contents;
  const pair = isMap(root)
    ? root.items.find(({ key }) => isScalar(key) && key.value === 'dependencies')
    : undefined;
  const key = pair?.key;
  const value = yaml.follow(pair?.value as Node | null | undefined);
  if (
    !isMap(root) ||
    !isScalar(key) ||
    !(isSeq(value) || value === null || (isScalar(value) && value.value === null))
  ) {
    throw refused(`${path}: no list named "dependencies", which an environment.yml has`);
  }
  const name = root.get('name');
  const reader = new SectionReader(path, yaml);
  if (isSeq(value)) reader.read(value, 'conda', emptyList(text, key.range?.[1] ?? 0, value));
  return {
    ...(typeof name === 'string' && { name }),
    sections: reader.sections,
    otherAliases: reader.otherAliases(),
  };
}

class SectionReader {
  readonly sections: Section[] = [];
  readonly #path: string;
  readonly #yaml: YamlText;

  constructor(path: string, yaml: YamlText) {
    this.#path = path;
    this.#yaml = yaml;
  }

  read(list: YAMLSeq, installer: Section['installer'], emptied: Span & { readonly put?: string }): void {
    const entries: Entry[] = [];
    const includes: Include[] = [];
    const items = itemsOf(this.#yaml.text, list);
    const at = this.sections.length;
    for (const item of items) {
      const node = this.#yaml.follow(item.node);
      if (isScalar(node) && node.value !== null) {
        entries.push(...this.#entry(item, String(node.value), installer, includes));
      } else if (isMap(node) && installer === 'conda') {
        entries.push(...this.#map(item, node.items as { key: Node; value: Node | null }[]));
      } else throw this.#refuse(item, 'is no entry: a text was expected');
    }
    this.sections.splice(at, 0, {
      installer,
      entries,
      includes,
      emptied: { ...emptied, items: items.length },
    });
  }

  /** Anchors that something else than an entry stands for. */
  otherAliases(): ReadonlySet<string> {
    const inEntries = this.sections.flatMap(({ entries }) =>
      entries.filter((entry) => entry.isAlias).map(({ anchor }) => anchor),
    );
    const all = [...this.#yaml.text.matchAll(/(?:^|[\s[{,:])\*([^\s,[\]{}]+)/g)].map(([, name = '']) => name);
    for (const name of inEntries) if (name !== undefined) all.splice(all.indexOf(name), 1);
    return new Set(all);
  }

  #map(item: Item, pairs: readonly { key: Node; value: Node | null }[]): Entry[] {
    const entries: Entry[] = [];
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : '';
      const target = this.#yaml.follow(value);
      const isSelector = /^sel\(.+\)$/.test(name) && isScalar(target) && pairs.length === 1;
      if (name === 'pip' && isSeq(target)) this.read(target, 'pip', item.span);
      else if (isSelector) entries.push(...this.#entry(item, String(target.value), 'conda', []));
      else throw this.#refuse(item, 'is no entry that conda takes');
    }
    return entries;
  }

  #entry(item: Item, value: string, installer: Section['installer'], includes: Include[]): Entry[] {
    const entry = this.#unnamed(item, value);
    if (installer === 'conda') {
      const spec = parseCondaSpec(value);
      if (spec === undefined) throw this.#refuse(item, 'is no conda package');
      const { build, ...named } = spec;
      return [{ ...entry, named, ...defined({ build }) }];
    }
    const line = readPipLine(value.replace(/(?:^|\s)#.*$/, '').trim());
    if (line.kind === 'refused') throw this.#refuse(item, 'is no requirement of pip');
    if (line.kind === 'include') includes.push({ line: entry.line, path: line.path });
    return line.kind === 'entry' ? [{ ...entry, ...line.asks }] : [];
  }

  #unnamed({ node, span }: Item, text?: string): Entry {
    const [from, to] = node.range ?? [0, 0];
    return {
      line: this.#yaml.placeOf(node).line,
      span,
      text: text ?? this.#yaml.text.slice(from, to).replaceAll(/\s+/g, ' ').trim(),
      isAlias: isAlias(node),
      ...defined({ anchor: isAlias(node) ? node.source : node.anchor }),
    };
  }

  #refuse(item: Item, what: string): Failure {
    const { line, text } = this.#unnamed(item);
    return refused(`${this.#path}:${line}: \`${text}\` ${what}`);
  }
}

function refused(message: string): Failure {
  return new Failure('list-invalid', message);
}
