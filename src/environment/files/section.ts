/** What a requirements.txt or an environment.yml asks for, entry by entry, with the text to cut for each. */
import type { Span } from './lines.ts';

/** What an entry says of what it installs. */
export interface Asked {
  /** Undefined where the entry does not name it: a repository, a folder. */
  readonly named?: {
    /** Of pip PEP 503 normalised, of conda as conda spells it. */
    readonly name: string;
    /** Undefined where it takes several. */
    readonly version?: string;
  };
  /** The folder that it installs. */
  readonly folder?: string;
}

export interface Entry extends Asked {
  /** From 1. */
  readonly line: number;
  /** What to cut for it: whole lines, or a stretch of a line that others share. */
  readonly span: Span;
  /** As it is written, without comment. */
  readonly text: string;
  /** In YAML, the anchor `&x` on it, or the one that it is an alias `*x` of. */
  readonly anchor?: string;
  readonly isAlias?: boolean;
  /** conda's build, where the entry names it. */
  readonly build?: string;
}

export interface Include {
  readonly line: number;
  /** As written: relative to the folder of the file. */
  readonly path: string;
}

/** One list of entries: a requirements file, conda's list, one of pip's lists in it. */
export interface Section {
  readonly installer: 'conda' | 'pip';
  readonly entries: readonly Entry[];
  /** Requirements files named by `-r`. */
  readonly includes: readonly Include[];
  /** What to cut, and to put in its place, once none of its `items` is left. */
  readonly emptied?: Span & { readonly put?: string; readonly items: number };
}
