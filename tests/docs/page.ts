/** A page of the docs as tests read it: its fenced blocks with what is said of running them, its headings and links. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Of the checkout, the generated reference apart. */
export const PAGES: readonly string[] = ['README.md', 'python/README.md', 'CONTRIBUTING.md']
  .concat(globSync('docs/*.md', { cwd: ROOT }))
  .filter((page) => page !== 'docs/command-line.md')
  .sort();

export interface Block {
  /** Of the line that opens it, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What the HTML comments right before it say. */
  readonly marks: readonly string[];
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

const FENCED = /^(?<marks>(?:<!-- [^\n]* -->\n)*)```(?<language>[a-z]*)\n(?<text>.*?)^```$/gmsu;

export function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(FENCED)].map(({ index, groups }) => {
    const marks = [...(groups?.marks ?? '').matchAll(/<!-- (.*) -->/g)].map(([, mark = '']) => mark);
    return {
      line: text.slice(0, index).split('\n').length + marks.length,
      language: groups?.language ?? '',
      text: groups?.text ?? '',
      marks,
    };
  });
}

/** The addresses that its headings have, as GitHub makes them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = [...withoutBlocks(text).matchAll(/^#{1,6} (.*)$/gm)].map(([, title = '']) => {
    const slug = title
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(headings);
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** Links and pictures to what is in the checkout. */
export function localLinksOf(text: string): readonly Link[] {
  const prose = withoutBlocks(text).replaceAll(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
  return [...prose.matchAll(/\]\((?<target>[^)\s]+)\)/g)].flatMap(({ index, groups }) => {
    const target = groups?.target ?? '';
    if (/^[a-z+]+:/.test(target)) return [];
    return [{ target, line: prose.slice(0, index).split('\n').length }];
  });
}

/** The same lines, those of blocks empty. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, (block) => block.replaceAll(/[^\n]/g, ''));
}
